package io.fabula.providers.vendor;

import io.fabula.providers.vendor.Wire.Event;
import java.nio.CharBuffer;
import java.util.function.Consumer;

/// Cuts a stream of characters into events: server-sent ones (WHATWG HTML, 9.2.6) or lines of JSON.
/// For one thread.
final class EventSplitter {
  private static final int MOST_STRAY = 8192;

  private final boolean lines;
  private final Consumer<Event> heard;
  private final WireReport report;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder data = new StringBuilder();
  private final StringBuilder stray = new StringBuilder();
  private String name = "";

  /// @param lines whether each line is an event
  EventSplitter(boolean lines, Consumer<Event> heard, WireReport report) {
    this.lines = lines;
    this.heard = heard;
    this.report = report;
  }

  void hear(CharBuffer text) {
    while (text.hasRemaining()) {
      char c = text.get();
      if (c == '\n') {
        line(line.toString());
        line.setLength(0);
      } else if (c != '\r') {
        // A bare CR as a line's end is allowed and used by nobody.
        line.append(c);
      }
    }
  }

  /// The stream has ended. A last event whose end is missing counts where it is whole; what is cut
  /// is none.
  void end() {
    String rest = line.toString();
    if (lines) {
      last(rest);
    } else {
      line(rest);
      last(data.toString());
      report.stray(stray.toString());
    }
  }

  private void last(String rest) {
    if (WireReport.isEvent(rest)) {
      heard.accept(new Event(name, rest));
    }
  }

  private void line(String whole) {
    if (lines) {
      if (!whole.isBlank()) {
        heard.accept(new Event("", whole));
      }
    } else if (whole.isEmpty()) {
      if (!data.isEmpty()) {
        // Cleared before it is told: its hearer may throw.
        Event event = new Event(name, data.toString());
        data.setLength(0);
        name = "";
        heard.accept(event);
      }
    } else if (whole.startsWith("data:")) {
      data.append(data.isEmpty() ? "" : "\n").append(whole.substring("data:".length()).strip());
    } else if (whole.startsWith("event:")) {
      name = whole.substring("event:".length()).strip();
    } else {
      stray(whole);
    }
  }

  /// Keeps what is no field of an event: some gateways answer 200 and a bare JSON error.
  private void stray(String text) {
    if (!text.matches("(:|id:|retry:|data:|event:)(?s:.*)")
        && stray.length() + text.length() < MOST_STRAY) {
      stray.append(text).append('\n');
    }
  }
}
