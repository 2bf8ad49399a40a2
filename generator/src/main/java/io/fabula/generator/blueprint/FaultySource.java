package io.fabula.generator.blueprint;

import io.fabula.generator.blueprint.HeldBack.Held;
import io.fabula.generator.blueprint.Mishaps.Odds;
import io.fabula.generator.chance.Dice;
import io.fabula.generator.chance.Distributions;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.story.EventSource;
import io.fabula.generator.story.StoryClock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Tells what happens in a world as a lossy line would: some of it late, twice, in the wrong order,
/// with something missing or cut short. For one thread, but for [#close].
///
/// The world is asked with a clock that runs ahead, because it may let time pass until somebody can
/// act, and what is late may be due before that. Chance has dice of its own and one draw an event,
/// so that the world's chance, and what goes wrong with the events that follow, do not depend on
/// what went wrong before.
final class FaultySource implements EventSource {
  /// Where so many events in a row are late, time goes on before the next one.
  private static final int MOST_AT_ONCE = 16;

  private static final double NANOS = 1e9;

  private final EventSource world;
  private final Mishaps mishaps;
  private final int[] phases;
  private final Dice dice;
  private final HeldBack held = new HeldBack();
  private final Ending ending = new Ending();
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  // The event that happens next, and when.
  private final JsonBuffer data = new JsonBuffer(256);
  private Optional<String> type = Optional.empty();
  private long happens;

  /// Nothing more happens; what is held back is told when it is due.
  private boolean ended;

  /// Nothing more happens, and what is held back is told at once.
  private boolean finished;

  /// @param phases the plan's phase plus 1 for each of the narrative, 0 for one it does not know
  /// @param seed the telling's
  FaultySource(EventSource world, Mishaps mishaps, int[] phases, long seed) {
    this.world = world;
    this.mishaps = mishaps;
    this.phases = phases;
    this.dice = Dice.of(seed, MishapReader.KEY);
  }

  @Override
  public Optional<String> next(StoryClock clock, JsonBuffer out) throws InterruptedException {
    held.nextEvent();
    int kept = 0;
    while (true) {
      boolean hurry = finished || ending.isNear(clock, held.count());
      Optional<Held> due = held.take(clock.offsetNanos(), hurry);
      if (due.isPresent()) {
        return tell(due.get(), out);
      }
      lookAhead(clock);
      long late = held.firstLate();
      if (ended && late == Long.MAX_VALUE) {
        finished = true;
        if (held.isEmpty()) {
          return Optional.empty();
        }
        continue;
      }
      boolean lateFirst = ended || late <= happens;
      if (!passUntil(lateFirst ? late : happens, clock, lateFirst ? 0 : 1)) {
        return tell(held.take(clock.offsetNanos(), true).orElseThrow(), out);
      }
      if (lateFirst) {
        continue;
      }
      if (goesOut(clock)) {
        return tellWhatHappens(out);
      }
      type = Optional.empty();
      kept++;
      if (kept % MOST_AT_ONCE == 0) {
        // Nothing is told meanwhile, unless the end is so near that what is held back needs the
        // room.
        var _ = passUntil(clock.offsetNanos() + 1, clock, 0);
      }
    }
  }

  /// Makes the next event of the world, where that is not done.
  private void lookAhead(StoryClock clock) throws InterruptedException {
    if (type.isEmpty() && !ended) {
      StoryClock ahead = clock.copy();
      type = world.next(ahead, data.clear());
      happens = ahead.offsetNanos();
      ended = type.isEmpty();
    }
  }

  /// Lets time pass, if what is held back and `more` events can still be told then.
  private boolean passUntil(long offset, StoryClock clock, int more) {
    if (offset > clock.offsetNanos()) {
      if (!held.isEmpty()) {
        StoryClock then = clock.copy();
        then.passUntil(offset);
        if (ending.isNear(then, held.count() + more - 1)) {
          return false;
        }
      }
      clock.passUntil(offset);
    }
    return true;
  }

  private Optional<String> tell(Held event, JsonBuffer out) {
    out.put(event.data);
    return event.type;
  }

  private Optional<String> tellWhatHappens(JsonBuffer out) {
    out.put(data.array(), 0, data.length());
    held.follow();
    Optional<String> told = type;
    type = Optional.empty();
    return told;
  }

  /// Draws what goes wrong with the event that happens now.
  ///
  /// @return whether it is told now
  private boolean goesOut(StoryClock clock) {
    long bits = dice.next();
    Odds odds = mishaps.in(clock.phase() < 0 ? 0 : phases[clock.phase()]);
    Optional<Mishap> drawn = odds.draw((bits >>> 11) * 0x1.0p-53);
    if (drawn.isEmpty()) {
      return true;
    }
    Mishap mishap = drawn.get();
    if (befalls(mishap, new Dice(bits), odds, clock)) {
      counts.merge("faults_" + mishap.key(), 1L, Long::sum);
      return mishap != Mishap.LATE && mishap != Mishap.OUT_OF_ORDER;
    }
    return true;
  }

  /// @return whether it could
  private boolean befalls(Mishap mishap, Dice how, Odds odds, StoryClock clock) {
    return switch (mishap) {
      case LATE -> {
        if (!held.takes(data.length())) {
          yield false;
        }
        double seconds = Distributions.exponential(how, odds.lateSeconds());
        held.late(type, data.toByteArray(), clock.offsetNanos() + Math.round(seconds * NANOS));
        yield true;
      }
      case OUT_OF_ORDER -> held.takes(data.length()) && held.swap(type, data.toByteArray());
      case DUPLICATED ->
          held.takes(data.length())
              && !ending.isNear(clock, held.count() + 1)
              && held.again(type, data.toByteArray(), 1 + how.below(HeldBack.SOON));
      case MISSING_FIELD -> Damage.leaveOut(data, how);
      case MALFORMED -> {
        Damage.cut(data, how);
        yield true;
      }
    };
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
  public boolean holdsBack() {
    return !held.isEmpty();
  }

  @Override
  public void finish() {
    finished = true;
    ended = true;
    type = Optional.empty();
  }

  @Override
  public Map<String, Long> counters() {
    Map<String, Long> all = new TreeMap<>(world.counters());
    all.putAll(counts);
    return all;
  }

  @Override
  public void close() {
    world.close();
  }
}
