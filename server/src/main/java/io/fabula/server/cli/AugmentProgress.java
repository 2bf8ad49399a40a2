package io.fabula.server.cli;

import io.fabula.generator.augment.AugmentListener;
import java.io.PrintWriter;
import java.nio.file.Path;

/// Tells on standard error how an augmentation comes along: what cannot be used, and on a terminal
/// how far it is.
final class AugmentProgress implements AugmentListener, AutoCloseable {
  private static final long REDRAW = 200_000_000L;
  private static final int WIDTH = 30;
  private static final int MOST_SHOWN = 20;

  private final PrintWriter err;
  private final Path file;
  private final boolean terminal = Boolean.getBoolean("fabula.terminal");
  private long drawn = System.nanoTime();
  private boolean open;
  private int shown;
  private String provider = "";

  AugmentProgress(PrintWriter err, Path file) {
    this.err = err;
    this.file = file;
  }

  @Override
  public void surveyed(long lines) {
    draw("%,d lines read".formatted(lines));
  }

  @Override
  public void done(long messages, int of) {
    int filled = (int) (WIDTH * messages / of);
    draw(
        "[%s%s] %,d of %,d messages%s"
            .formatted(
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                messages,
                of,
                provider.isEmpty() ? "" : ", " + provider));
  }

  private void draw(String line) {
    if (terminal && System.nanoTime() - drawn > REDRAW) {
      drawn = System.nanoTime();
      err.printf("\r%s   ", line);
      err.flush();
      open = true;
    }
  }

  @Override
  public void asks(String asked) {
    provider = asked;
  }

  @Override
  public void rejected(long after, String fault) {
    if (++shown <= MOST_SHOWN) {
      note("%s:%d: %s".formatted(file, after, fault));
    } else if (shown == MOST_SHOWN + 1) {
      note("further messages that cannot be used are counted only");
    }
  }

  @Override
  public void note(String message) {
    endLine();
    // What a model or a recording has said must not steer a terminal.
    err.println(message.replaceAll("\\p{Cntrl}", "?"));
  }

  @Override
  public void close() {
    endLine();
  }

  /// Ends the line that tells how far it is, so that another may follow.
  void endLine() {
    if (open) {
      err.println();
      open = false;
    }
  }
}
