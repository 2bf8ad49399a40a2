package io.fabula.server.cli;

import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.story.Telling;
import java.io.PrintStream;
import java.util.OptionalLong;

/// A line on standard error that tells how far long work has come; silent where that is no
/// terminal, which the launcher knows.
final class Progress implements AutoCloseable {
  private static final long REDRAW = 200_000_000L;
  private static final int WIDTH = 30;

  private final PrintStream terminal;
  private final boolean shown;
  private final String what;
  private final OptionalLong total;
  private final long start = System.nanoTime();
  private long events;
  private long drawn = start;

  private Progress(PrintStream terminal, boolean shown, String what, OptionalLong total) {
    this.terminal = terminal;
    this.shown = shown;
    this.what = what;
    this.total = total;
  }

  /// So many of something.
  static Progress of(String what, long total) {
    return new Progress(
        System.err, Boolean.getBoolean("fabula.terminal"), what, OptionalLong.of(total));
  }

  /// Nobody knows how many of something.
  static Progress of(String what) {
    return new Progress(
        System.err, Boolean.getBoolean("fabula.terminal"), what, OptionalLong.empty());
  }

  static Progress of(Narrative narrative, Telling telling) {
    boolean terminal = Boolean.getBoolean("fabula.terminal");
    OptionalLong total = telling.count().isPresent() ? telling.count() : narrative.count();
    return new Progress(System.err, terminal, "events", total);
  }

  /// So many events more are done.
  void step(int more) {
    events += more;
    if (shown && System.nanoTime() - drawn > REDRAW) {
      drawn = System.nanoTime();
      draw();
    }
  }

  private void draw() {
    double seconds = (drawn - start) / 1e9;
    StringBuilder line = new StringBuilder("\r");
    if (total.isPresent()) {
      int filled = (int) (WIDTH * Math.min(1.0, (double) events / total.getAsLong()));
      line.append('[').repeat("#", filled).repeat(".", WIDTH - filled).append("] ");
    }
    terminal.print(line + "%,d %s, %,.0f/s   ".formatted(events, what, events / seconds));
    terminal.flush();
  }

  @Override
  public void close() {
    if (shown && drawn != start) {
      terminal.println();
    }
  }
}
