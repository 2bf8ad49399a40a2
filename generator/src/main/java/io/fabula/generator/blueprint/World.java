package io.fabula.generator.blueprint;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One playing of a blueprint: the cast, its state and its chance. For one thread.
///
/// Entities are kept by columns, one array a field, so that an event touches plain numbers and
/// bytes: nothing is looked up by name, boxed or built as a tree while the story runs.
final class World implements EventSource {
  private static final int TRIES = 16;

  /// How long a story waits in which nobody can act, before it counts as over.
  private static final long LONGEST_WAIT = Duration.ofDays(1).toNanos();

  private final double[] kindWeights;
  private final Cast[] casts;
  private final int[] phases;
  private final double[] odds;

  /// The kinds in no order.
  private final int[] open;

  final double[][] numbers;
  final byte[][][] texts;
  final long[] counters;
  final JsonBuffer scratch = new JsonBuffer(128);
  final Dice dice;

  /// Kind of the entity that acts.
  @Nullable EntityKind kind;

  /// Row of the entity that acts.
  int self;

  /// Number of the acting entity among all of its kind that ever were, from 1.
  double number;

  /// Index of the phase in the plan, 0 for none.
  int phase;

  long sequence;
  long epochMillis;

  /// Time since the story began.
  long offsetNanos;

  World(Plan plan, long seed, int[] phases, long epochMillis) {
    this.kindWeights = plan.totalWeights();
    this.phases = phases;
    this.odds = new double[plan.mostActions()];
    this.dice = new Dice(seed);
    this.counters = new long[plan.counters()];
    this.numbers = new double[plan.columns().size()][];
    this.texts = new byte[plan.columns().size()][][];
    this.epochMillis = epochMillis;
    for (int i = 0; i < numbers.length; i++) {
      Plan.Column column = plan.columns().get(i);
      if (column.numeric()) {
        numbers[i] = new double[column.rows()];
      } else {
        texts[i] = new byte[column.rows()][];
      }
    }
    casts = new Cast[plan.kinds().size()];
    open = IntStream.range(0, casts.length).toArray();
    for (EntityKind kind : plan.kinds()) {
      Cast cast = new Cast(kind);
      casts[kind.index()] = cast;
      for (int row = 0; row < kind.count(); row++) {
        birth(cast, row);
      }
    }
  }

  @Override
  public Optional<String> next(StoryClock clock, JsonBuffer data) {
    long first = clock.offsetNanos();
    for (long passed = 0; ; ) {
      look(clock);
      Optional<String> type = somebody(data);
      if (type.isPresent() || !waiting() || clock.offsetNanos() - first > LONGEST_WAIT) {
        return type;
      }
      // All are waiting for time to pass. Ever longer steps, so that any wait is a short search.
      long step = 1 + passed / 8;
      clock.passOver(step);
      passed += step;
    }
  }

  private void look(StoryClock clock) {
    sequence = clock.sequence();
    epochMillis = Math.floorDiv(clock.epochNanos(), 1_000_000L);
    offsetNanos = clock.offsetNanos();
    phase = clock.phase() < 0 ? 0 : phases[clock.phase()];
  }

  /// Whether anyone is left who may yet act.
  private boolean waiting() {
    for (Cast cast : casts) {
      if (cast.living > 0 && cast.kind.acts()) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> somebody(JsonBuffer data) {
    int[] open = this.open;
    int kinds = open.length;
    double total = kindWeights[phase];
    for (int i = 0; i < TRIES && kinds > 0; i++) {
      int drawn = drawKind(open, kinds, total);
      Cast cast = casts[open[drawn]];
      double weight = cast.kind.weights[phase];
      if (cast.living > 0 && weight > 0) {
        Optional<String> type = act(cast, data);
        if (type.isPresent()) {
          return type;
        }
      }
      if (!cast.kind.chancy && cast.living <= TRIES) {
        // Nobody there can act now: the kind goes behind those that are still open.
        total -= weight;
        kinds--;
        int other = open[kinds];
        open[kinds] = open[drawn];
        open[drawn] = other;
      }
    }
    return anybody(data);
  }

  /// The place in `open` of one of the first `kinds` in it, by weight.
  private int drawKind(int[] open, int kinds, double total) {
    double draw = dice.unit() * total;
    for (int i = 0; i < kinds - 1; i++) {
      draw -= casts[open[i]].kind.weights[phase];
      if (draw < 0) {
        return i;
      }
    }
    return kinds - 1;
  }

  /// Chance has found nobody who can act: looks at everyone once.
  private Optional<String> anybody(JsonBuffer data) {
    for (Cast cast : casts) {
      for (int i = 0; i < cast.living && cast.kind.weights[phase] > 0; i++) {
        Optional<String> type = act(cast, i, data);
        if (type.isPresent()) {
          return type;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> act(Cast cast, JsonBuffer data) {
    int[] rows = cast.rows;
    boolean chancy = cast.kind.chancy;
    int tries = chancy ? TRIES : Math.min(TRIES, cast.living);
    for (int i = 0; i < tries; i++) {
      int from = chancy ? 0 : i;
      int member = from + dice.below(cast.living - from);
      Optional<String> type = act(cast, member, data);
      if (type.isPresent()) {
        return type;
      }
      // Who cannot act goes to the front, and is not drawn again.
      int other = rows[from];
      rows[from] = rows[member];
      rows[member] = other;
    }
    return Optional.empty();
  }

  private Optional<String> act(Cast cast, int member, JsonBuffer data) {
    kind = cast.kind;
    self = cast.rows[member];
    number = cast.numbers[self];
    Action[] actions = cast.kind.states[cast.states[self]].actions;
    double total = 0;
    for (int i = 0; i < actions.length; i++) {
      // Once only: a guard may roll dice.
      odds[i] = actions[i].weight(this);
      total += odds[i];
    }
    if (!(total > 0)) {
      return Optional.empty();
    }
    Action chosen = actions[draw(actions.length, total)];
    Optional<String> type = chosen.run(this, data);
    cast.states[self] = chosen.to();
    if (cast.kind.states[chosen.to()].isFinal()) {
      leave(cast, member);
    }
    return type;
  }

  /// An index by the first `count` of the odds; never one whose odds are zero.
  private int draw(int count, double total) {
    double draw = dice.unit() * total;
    int chosen = -1;
    for (int i = 0; i < count && draw >= 0; i++) {
      if (odds[i] > 0) {
        chosen = i;
        draw -= odds[i];
      }
    }
    return chosen;
  }

  private void leave(Cast cast, int member) {
    if (cast.kind.renew()) {
      birth(cast, self);
    } else {
      cast.living--;
      cast.rows[member] = cast.rows[cast.living];
    }
  }

  private void birth(Cast cast, int row) {
    cast.born++;
    cast.numbers[row] = cast.born;
    cast.states[row] = cast.kind.start;
    kind = cast.kind;
    self = row;
    number = cast.born;
    for (EntityKind.Assignment birth : cast.kind.births) {
      birth.run(this);
    }
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public void close() {
    // holds nothing but memory
  }

  /// The entities of one kind.
  private static final class Cast {
    private final EntityKind kind;
    private final int[] states;
    private final long[] numbers;

    /// Rows of those who live, in no order.
    private final int[] rows;

    private int living;
    private long born;

    private Cast(EntityKind kind) {
      this.kind = kind;
      this.states = new int[kind.count()];
      this.numbers = new long[kind.count()];
      this.rows = new int[kind.count()];
      this.living = kind.count();
      for (int i = 0; i < rows.length; i++) {
        rows[i] = i;
      }
    }
  }
}
