package io.fabula.server.cli;

import io.fabula.generator.author.Editor;
import io.fabula.generator.lint.Finding;
import java.io.PrintWriter;
import java.util.List;

/// Tells on standard error how a blueprint comes about: what is wrong with each draft, and on a
/// terminal how much of it has come.
final class DraftProgress implements Editor, AutoCloseable {
  private static final long REDRAW = 200_000_000L;
  private static final int MOST_SHOWN = 20;

  private final PrintWriter err;
  private final boolean terminal = Boolean.getBoolean("fabula.terminal");
  private long drawn = System.nanoTime();
  private boolean open;
  private String heading = "";

  DraftProgress(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void asks(int round, String provider) {
    heading = "round %d, %s".formatted(round, provider);
  }

  @Override
  public void receives(int characters) {
    if (terminal && System.nanoTime() - drawn > REDRAW) {
      drawn = System.nanoTime();
      err.printf("\r%s: %,d characters   ", heading, characters);
      err.flush();
      open = true;
    }
  }

  @Override
  public void reviewed(int round, List<Finding> findings) {
    close();
    err.printf("%s: %s%n", heading, ValidateCommand.summed(findings));
    findings.stream().limit(MOST_SHOWN).forEach(err::println);
    if (findings.size() > MOST_SHOWN) {
      err.printf("and %d more%n", findings.size() - MOST_SHOWN);
    }
  }

  @Override
  public void close() {
    if (open) {
      err.println();
      open = false;
    }
  }
}
