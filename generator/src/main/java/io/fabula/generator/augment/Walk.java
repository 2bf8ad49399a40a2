package io.fabula.generator.augment;

import io.fabula.generator.replay.Lines;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Goes along a recording once more, up to the last place where something is put in, and stops at
/// each with what is said around it. In constant memory; for one thread.
final class Walk {
  private static final int BEFORE = 10;
  private static final int AFTER = 3;

  /// What a place may lie back when it is known, and what is told of before it.
  private static final int HELD = 2 * Gaps.AHEAD + BEFORE + AFTER + 2;

  private final Survey survey;
  private final Visitor visitor;
  private final Choice choice;
  private final Deque<Near> near = new ArrayDeque<>();
  private final Deque<Chosen> chosen = new ArrayDeque<>();
  private int placed;
  private int batches;

  private Walk(Survey survey, Visitor visitor) {
    this.survey = survey;
    this.visitor = visitor;
    this.choice = survey.choice();
  }

  /// Takes each batch in its order.
  interface Visitor {
    void visit(Batch batch) throws IOException, InterruptedException;
  }

  private record Near(long number, Batch.Heard heard) {}

  private record Chosen(Gap gap, int messages) {}

  static void along(Survey survey, Visitor visitor) throws IOException, InterruptedException {
    new Walk(survey, visitor).go();
  }

  private void go() throws IOException, InterruptedException {
    Gaps gaps = new Gaps(survey.of().at());
    long number = 0;
    long offset = 0;
    try (Lines lines = survey.of().recording().read()) {
      for (var next = lines.next(); next.isPresent(); next = lines.next()) {
        Said said = Said.of(next.get().line(), ++number);
        offset += next.get().original().map(bytes -> (long) bytes.length).orElse(0L);
        near.addLast(new Near(number, Batch.Heard.of(said)));
        if (near.size() > HELD) {
          near.removeFirst();
        }
        gaps.line(said, offset, this::gap);
        visitUpTo(number - AFTER);
        if (placed == survey.count() && chosen.isEmpty()) {
          return;
        }
      }
    }
    gaps.end(this::gap);
    visitUpTo(number);
  }

  private void gap(Gap gap) {
    int messages = choice.messages(gap);
    if (messages > 0) {
      placed += messages;
      chosen.addLast(new Chosen(gap, messages));
    }
  }

  private void visitUpTo(long number) throws IOException, InterruptedException {
    while (!chosen.isEmpty() && chosen.getFirst().gap().after() <= number) {
      Chosen next = chosen.removeFirst();
      Gap gap = next.gap();
      List<Batch.Heard> before = between(gap.after() - BEFORE + 1, gap.after());
      List<Batch.Heard> after = between(gap.after() + 1, gap.after() + AFTER);
      for (int first = 1; first <= next.messages(); first += Batch.MOST) {
        int size = Math.min(Batch.MOST, next.messages() - first + 1);
        visitor.visit(
            new Batch(
                ++batches,
                gap,
                first,
                size,
                next.messages(),
                survey.typical(),
                survey.of().seed(),
                before,
                after));
      }
    }
  }

  private List<Batch.Heard> between(long first, long last) {
    List<Batch.Heard> heard = new ArrayList<>();
    for (Near one : near) {
      if (one.number() >= first && one.number() <= last) {
        heard.add(one.heard());
      }
    }
    return heard;
  }
}
