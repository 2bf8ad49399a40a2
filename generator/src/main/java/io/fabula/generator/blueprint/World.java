package io.fabula.generator.blueprint;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

  private static final long LONGEST_DWELL = Duration.ofDays(366).toNanos();
  private static final byte[] NO_TEXT = {};
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final double[] kindWeights;
  private final int[] phases;
  private final double[] odds;

  /// The kinds in no order.
  private final int[] open;

  /// Those of whom some may rest for a time.
  private final Cast[] resting;

  /// Whom the moves of the event under way are about.
  private final double[] moved;

  /// By the index of the kind.
  final Cast[] casts;

  final double[][] numbers;
  final byte[][][] texts;
  final long[] counters;
  final Bag[] bags;
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
    this.moved = new double[plan.mostMoves()];
    this.dice = new Dice(seed);
    this.counters = new long[plan.counters()];
    this.bags = plan.bags().stream().map(Bag::new).toArray(Bag[]::new);
    this.numbers = new double[plan.columns().size()][];
    this.texts = new byte[plan.columns().size()][][];
    this.epochMillis = epochMillis;
    for (int i = 0; i < numbers.length; i++) {
      column(i, plan.columns().get(i));
    }
    casts = plan.kinds().stream().map(Cast::new).toArray(Cast[]::new);
    open = IntStream.range(0, casts.length).toArray();
    resting = Arrays.stream(casts).filter(cast -> cast.kind.dwells()).toArray(Cast[]::new);
    for (Cast cast : casts) {
      for (int i = 0; i < cast.kind.count(); i++) {
        birth(cast, cast.vacancy(), cast.kind.arrival());
      }
    }
  }

  /// What nobody has is nothing: 0, no text, a link to nobody.
  private void column(int index, Plan.Column column) {
    Shape shape = column.shape();
    if (shape.numeric()) {
      numbers[index] = new double[column.rows()];
      shape.to().ifPresent(kind -> Arrays.fill(numbers[index], kind.nobody()));
    } else {
      texts[index] = new byte[column.rows()][];
      Arrays.fill(texts[index], shape.kind() == Shape.Kind.TEXT ? NO_TEXT : NULL);
    }
  }

  @Override
  public Optional<String> next(StoryClock clock, JsonBuffer data) {
    long first = clock.offsetNanos();
    for (long passed = 0; ; ) {
      look(clock);
      Optional<String> type = somebody(data);
      if (type.isPresent() || !waiting()) {
        return type;
      }
      long alarm = nextAlarm();
      if (alarm != Cast.NEVER && nobodyReady()) {
        // All rest: on to the first who can act.
        clock.passUntil(alarm);
      } else if (alarm == Cast.NEVER && clock.offsetNanos() - first > LONGEST_WAIT) {
        return type;
      } else {
        // All are waiting for time to pass. Ever longer steps, so that any wait is a short search.
        long step = 1 + passed / 8;
        clock.passOver(step);
        passed += step;
      }
    }
  }

  private void look(StoryClock clock) {
    sequence = clock.sequence();
    epochMillis = Math.floorDiv(clock.epochNanos(), 1_000_000L);
    offsetNanos = clock.offsetNanos();
    phase = clock.phase() < 0 ? 0 : phases[clock.phase()];
    for (Cast cast : resting) {
      cast.rouseUntil(offsetNanos);
    }
  }

  private long nextAlarm() {
    long earliest = Cast.NEVER;
    for (Cast cast : resting) {
      earliest = Math.min(earliest, cast.nextAlarm());
    }
    return earliest;
  }

  private boolean nobodyReady() {
    for (Cast cast : casts) {
      if (cast.ready() > 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether anyone is left who may yet act.
  private boolean waiting() {
    for (Cast cast : casts) {
      if (cast.living() > 0 && cast.kind.acts()) {
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
      if (cast.ready() > 0 && weight > 0) {
        Optional<String> type = act(cast, data);
        if (type.isPresent()) {
          return type;
        }
      }
      if (cast.ready() == 0 || (!cast.kind.chancy && cast.ready() <= TRIES)) {
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
      for (int i = 0; i < cast.ready() && cast.kind.weights[phase] > 0; i++) {
        Optional<String> type = act(cast, i, data);
        if (type.isPresent()) {
          return type;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> act(Cast cast, JsonBuffer data) {
    boolean chancy = cast.kind.chancy;
    int tries = chancy ? TRIES : Math.min(TRIES, cast.ready());
    for (int i = 0; i < tries; i++) {
      int from = chancy ? 0 : i;
      int member = from + dice.below(cast.ready() - from);
      Optional<String> type = act(cast, member, data);
      if (type.isPresent()) {
        return type;
      }
      // Who cannot act goes to the front, and is not drawn again.
      cast.swap(from, member);
    }
    return Optional.empty();
  }

  private Optional<String> act(Cast cast, int member, JsonBuffer data) {
    become(cast, cast.rows[member]);
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
    follow(cast, self, chosen);
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

  /// The states after an action: of who has acted, and of those whom the event moves.
  private void follow(Cast cast, int row, Action action) {
    List<Move> moves = action.moves();
    for (int i = 0; i < moves.size(); i++) {
      // Who is meant must be known before anybody ends and a new one stands in the place.
      moved[i] = moves.get(i).link().of(this);
    }
    settle(cast, row, action.to());
    for (int i = 0; i < moves.size(); i++) {
      Cast other = casts[moves.get(i).kind().index()];
      if (other.lives(moved[i])) {
        settle(other, Link.row(moved[i]), moves.get(i).state());
      }
    }
  }

  /// An entity has come to a state, or has acted and stays in it.
  private void settle(Cast cast, int row, int index) {
    EntityKind.State state = cast.kind.states[index];
    cast.states[row] = index;
    if (state.isFinal()) {
      leave(cast, row);
    } else if (state.waits) {
      cast.rest(row);
    } else if (state.dwell.isEmpty()) {
      cast.rouse(row);
    } else {
      become(cast, row);
      double nanos = state.dwell.get().deed().guard(this) * 1e9;
      cast.restUntil(row, offsetNanos + Math.clamp((long) nanos, 0, LONGEST_DWELL));
    }
  }

  private void leave(Cast cast, int row) {
    end(cast, row);
    if (cast.kind.renew()) {
      birth(cast, row, cast.kind.arrival());
    } else if (cast.kind.owner().isEmpty()) {
      cast.vacate(row);
    }
  }

  /// The entity is no more, and what belongs to it neither.
  private void end(Cast cast, int row) {
    for (EntityKind part : cast.kind.parts) {
      Cast parts = casts[part.index()];
      for (int i = 0; i < part.most(); i++) {
        if (parts.lives(row * part.most() + i)) {
          end(parts, row * part.most() + i);
        }
      }
    }
    cast.dismiss(row);
  }

  private void birth(Cast cast, int row, Practice arrival) {
    cast.admit(row);
    become(cast, row);
    arrival.deed().before(this);
    for (EntityKind part : cast.kind.parts) {
      long size = Math.clamp(Math.round(part.size.of(this)), 0, part.most());
      for (int i = 0; i < size; i++) {
        birth(casts[part.index()], row * part.most() + i, part.arrival());
        become(cast, row);
      }
    }
    settle(cast, row, cast.kind.start);
  }

  /// Brings a new entity into the world while another acts; answers a link to it.
  double bear(EntityKind kind, Practice arrival) {
    Cast cast = casts[kind.index()];
    if (cast.vacancies() == 0) {
      return kind.nobody();
    }
    EntityKind actor = this.kind;
    int actorRow = self;
    double actorNumber = number;
    int row = cast.vacancy();
    birth(cast, row, arrival);
    this.kind = actor;
    self = actorRow;
    number = actorNumber;
    return cast.link(row);
  }

  /// Runs `body` as each of those who belong to the entity in a row.
  void each(EntityKind part, int owner, Runnable body) {
    EntityKind actor = kind;
    int actorRow = self;
    double actorNumber = number;
    int first = owner * part.most();
    for (int row = first; row < first + part.most(); row++) {
      if (row < part.limit() && becomes(part, row)) {
        body.run();
      }
    }
    kind = actor;
    self = actorRow;
    number = actorNumber;
  }

  /// What is computed now is about this entity; false where nobody lives in that row.
  boolean becomes(EntityKind kind, int row) {
    Cast cast = casts[kind.index()];
    boolean lives = cast.lives(row);
    if (lives) {
      become(cast, row);
    }
    return lives;
  }

  void become(Cast cast, int row) {
    kind = cast.kind;
    self = row;
    number = cast.numbers[row];
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public boolean immediate() {
    return true;
  }

  @Override
  public void close() {
    // holds nothing but memory
  }
}
