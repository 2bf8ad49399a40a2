package io.fabula.server.script;

import java.util.regex.Pattern;
import org.graalvm.polyglot.Source;

/// A script, compiled. For any thread.
public final class Script {
  private static final Pattern STATE = Pattern.compile("\\bstate\\b|\\\\");

  private final Code code;
  private final Form form;
  private final Vocabulary vocabulary;
  private final String wrapped;
  private final Source source;
  private final boolean usesState;
  private final Scripts scripts;

  Script(Code code, Form form, Vocabulary vocabulary, Scripts scripts) {
    this.code = code;
    this.form = form;
    this.vocabulary = vocabulary;
    this.scripts = scripts;
    wrapped = form.wrap(code.text(), vocabulary);
    source = Source.newBuilder("js", wrapped, code.name()).buildLiteral();
    // A backslash may spell the name with an escape.
    usesState = STATE.matcher(code.text()).find();
  }

  /// Runs the script and waits for its end. What it did to the state is kept if it succeeds.
  ///
  /// @throws ScriptException where it fails or exceeds a limit; what it has called of the scene by
  ///   then has happened
  /// @throws InterruptedException where the calling thread is interrupted; the script is stopped
  public Outcome call(Scene scene) throws InterruptedException {
    return Outcome.of(scripts.call(this, scene, true).values());
  }

  Code code() {
    return code;
  }

  Form form() {
    return form;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /// The text as the engine gets it.
  String wrapped() {
    return wrapped;
  }

  Source source() {
    return source;
  }

  /// Whether the text has the word; else the state need not be read for it.
  boolean usesState() {
    return usesState;
  }
}
