package io.fabula.server.script;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a text is wrapped in to become a function. The text begins on a line of its own, the
/// second.
///
/// What a script sees are parameters of an outer function, so that the script may give its own
/// variables the same names.
enum Form {
  /// Statements; what they return are answers.
  HANDLER("return{run:async function(){\n", "\n},state:()=>state}"),
  /// Statements; what they return takes the message's place.
  TRANSFORM("return{run:async function(){\n", "\n},state:()=>state}"),
  /// A transform written as a module.
  MODULE(
      "let exported;return{run:async function(){\n", "\n},state:()=>state,exported:()=>exported}"),
  /// An expression, true or not.
  CONDITION("return{run:function(){return !!(\n", "\n)},state:()=>state}");

  private static final String STRICT = "\"use strict\";(";
  private static final Pattern EXPORT = Pattern.compile("(?m)^export\\s+default\\b");

  private final String opening;
  private final String closing;

  Form(String opening, String closing) {
    this.opening = opening;
    this.closing = closing;
  }

  /// Whether nothing returned means the message as it is.
  boolean transforms() {
    return this == TRANSFORM || this == MODULE;
  }

  /// The text as a program whose value is a function of the message, the connection and the words.
  String wrap(String text, Vocabulary words) {
    String owners = words.owners().stream().map(name -> "," + name).reduce("", String::concat);
    String body = this == MODULE ? exported(text) : text;
    return STRICT
        + "function(message,msg,connection,state,console%s){".formatted(owners)
        + opening
        + body
        + closing
        + "})";
  }

  /// How long the function's own text is if the text has not closed it early.
  static int length(String wrapped) {
    return wrapped.length() - STRICT.length() - 1;
  }

  /// Whether a text that is no function body may be a module.
  static boolean looksLikeModule(String text) {
    return EXPORT.matcher(text).find();
  }

  /// An assignment takes the place of the export, with the same length.
  private static String exported(String text) {
    Matcher export = EXPORT.matcher(text);
    if (!export.find()) {
      return text;
    }
    String assignment = "exported" + " ".repeat(export.end() - export.start() - 9) + "=";
    return text.substring(0, export.start()) + assignment + text.substring(export.end());
  }
}
