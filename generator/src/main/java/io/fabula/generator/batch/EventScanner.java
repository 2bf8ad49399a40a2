package io.fabula.generator.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// Finds whole events in a model's answer while it is being written. For one thread.
///
/// Understood are an object with an `events` array (and a `digest` text and a `cast` of names), a
/// bare array, objects one after the other as in JSON lines, and each of these inside prose or a
/// Markdown fence. Only structure is looked at here: whether an object is an event is decided
/// elsewhere.
public final class EventScanner {
  private static final int NONE = -1;
  private static final int MOST_NAMES = 40;
  private static final int LONGEST_NAME = 80;

  private final int maxLength;
  private final Queue<String> whole = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder string = new StringBuilder();
  private final StringBuilder digest = new StringBuilder();
  private final List<String> cast = new ArrayList<>();

  /// How deep in brackets we are; brackets in prose do not count.
  private int depth;

  /// The depth at which the object being collected started, or [#NONE].
  private int collecting = NONE;

  /// The depth inside the list whose objects are events: 0 for a stream of objects.
  private int listDepth;

  /// The depth inside the list of names under `cast`, or [#NONE].
  private int castDepth = NONE;

  /// Characters since the last whole object.
  private int barren;

  private boolean inString;
  private boolean escaped;
  private boolean tooLong;
  private int oversized;

  /// A bracket in what may be prose, waiting for the character that decides.
  private char undecided;

  private String key = "";
  private boolean valueNext;

  /// A scanner for one answer.
  ///
  /// @param maxLength characters that an event may have
  public EventScanner(int maxLength) {
    this.maxLength = maxLength;
  }

  /// Takes the next piece of the answer.
  public void feed(String piece) {
    barren += piece.length();
    for (int i = 0; i < piece.length(); i++) {
      feed(piece.charAt(i));
    }
  }

  /// The next whole object, in the order of the answer.
  public Optional<String> poll() {
    return Optional.ofNullable(whole.poll());
  }

  /// The text under `digest`, as JSON without its quotes; empty where there is none yet.
  String digest() {
    return digest.toString();
  }

  /// The names under `cast`, as JSON without quotes.
  List<String> cast() {
    return List.copyOf(cast);
  }

  /// How many characters have come since the last whole object.
  public int barren() {
    return barren;
  }

  /// Objects that were longer than allowed and are lost.
  public int oversized() {
    return oversized;
  }

  /// Whether the answer ended inside something.
  boolean unfinished() {
    return depth > 0;
  }

  private void feed(char c) {
    if (inString) {
      inString(c);
    } else if (depth == 0) {
      outside(c);
    } else {
      inside(c);
    }
  }

  /// Between values there may be prose: a bracket counts where JSON goes on behind it.
  private void outside(char c) {
    if (undecided != 0 && !Character.isWhitespace(c)) {
      char bracket = undecided;
      undecided = 0;
      boolean json = bracket == '{' ? c == '"' || c == '}' : c == '{' || c == ']';
      if (json) {
        open(bracket);
        inside(c);
        return;
      }
    }
    if (c == '{' || c == '[') {
      undecided = c;
    }
  }

  private void inside(char c) {
    switch (c) {
      case '"' -> {
        inString = true;
        string.setLength(0);
        keep(c);
      }
      case '{', '[' -> open(c);
      case '}', ']' -> close(c);
      case ':' -> {
        keep(c);
        if (depth == 1) {
          key = string.toString();
          valueNext = true;
        }
      }
      case ',' -> {
        keep(c);
        valueNext = false;
      }
      default -> keep(c);
    }
  }

  private void inString(char c) {
    keep(c);
    if (escaped) {
      escaped = false;
    } else if (c == '\\') {
      escaped = true;
    } else if (c == '"') {
      inString = false;
      endString();
      return;
    }
    if ((depth == 1 || depth == castDepth) && string.length() < maxLength) {
      string.append(c);
    }
  }

  private void endString() {
    if (depth == castDepth && cast.size() < MOST_NAMES) {
      cast.add(string.substring(0, Math.min(LONGEST_NAME, string.length())));
    }
    if (depth == 1 && valueNext && key.equals("digest")) {
      digest.setLength(0);
      digest.append(string);
    }
  }

  private void open(char bracket) {
    boolean wrapper = bracket == '[' && depth == 1 && valueNext && key.equals("events");
    boolean names = bracket == '[' && depth == 1 && valueNext && key.equals("cast");
    depth++;
    if (names) {
      cast.clear();
      castDepth = depth;
    }
    if (wrapper) {
      // What looked like an event is the object around all of them.
      collecting = NONE;
      listDepth = depth;
    } else if (bracket == '[' && depth == 1) {
      listDepth = depth;
    } else if (bracket == '{' && collecting == NONE && depth == listDepth + 1) {
      collecting = depth;
      text.setLength(0);
      tooLong = false;
    }
    valueNext = false;
    keep(bracket);
  }

  private void close(char bracket) {
    keep(bracket);
    if (depth == collecting) {
      collecting = NONE;
      if (tooLong) {
        oversized++;
      } else {
        whole.add(text.toString());
        barren = 0;
      }
    }
    if (depth == listDepth) {
      listDepth = 0;
    }
    if (depth == castDepth) {
      castDepth = NONE;
    }
    depth--;
  }

  private void keep(char c) {
    if (collecting == NONE || tooLong) {
      return;
    }
    if (text.length() >= maxLength) {
      tooLong = true;
      text.setLength(0);
    } else {
      text.append(c);
    }
  }
}
