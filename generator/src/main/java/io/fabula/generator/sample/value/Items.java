package io.fabula.generator.sample.value;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Draws lists.
public final class Items implements Sampler {
  private static final String ALIKE = "no more different items were found";
  private static final boolean[] NONE = {};
  private static final int TRIES = 50;

  /// Tries for each item that a new one must differ from: all but the last of n different ones are
  /// found by then.
  private static final int TRIES_EACH = 20;

  private static final int MOST_TRIES = 5000;

  /// How many items a list has beyond what it must.
  private static final int SPREAD = 3;

  private final Place[] head;
  private final Place rest;

  /// What stands at each place and, last, behind them, where a list need not contain anything.
  private final Sampler[] plain;

  private final boolean free;
  private final Bounds bounds;
  private final int low;
  private final int high;

  /// Lists.
  ///
  /// @param first the items that stand first
  /// @param rest the items behind them
  public Items(List<Place> first, Place rest, Bounds bounds) {
    this.head = first.toArray(Place[]::new);
    this.rest = rest;
    this.bounds = bounds;
    this.plain =
        Stream.concat(first.stream(), Stream.of(rest))
            .flatMap(place -> place.plain().stream())
            .toArray(Sampler[]::new);
    this.free = bounds.fewest == 0 && plain.length == first.size() + 1;
    int some = Math.max(head.length, 1);
    long open = rest.matching().isPresent() ? (long) head.length + bounds.fewest : head.length;
    long needed = bounds.fewest == 0 ? 0 : Math.max(open, 1);
    this.low = (int) Math.min(bounds.most, Math.max(Math.max(bounds.least, some), needed));
    this.high = (int) Math.min(bounds.most, Math.max(low, (long) bounds.least + SPREAD));
  }

  /// What stands at one place of a list.
  ///
  /// @param plain what stands there usually
  /// @param matching what does where the list must contain something
  public record Place(Optional<Sampler> plain, Optional<Sampler> matching) {
    /// Whether nothing may stand there.
    public boolean isImpossible() {
      return plain.isEmpty() && matching.isEmpty();
    }
  }

  /// What a list must be like.
  ///
  /// @param fewest how many items match what it must contain
  public record Bounds(int least, int most, int fewest, boolean unique) {}

  @Override
  public void draw(Draw draw, JsonBuffer out) {
    draw.enter();
    out.put('[');
    int count = draw.deep() ? shortest() : (int) draw.chance.between(low, high);
    boolean[] matches = free ? NONE : matches(draw, count);
    int[] ends = new int[count + 1];
    ends[0] = out.length();
    for (int i = 0; i < count; i++) {
      if (!item(draw, free ? usual(i) : sampler(i, matches[i]), i, ends, out)) {
        if (i < bounds.least || bounds.fewest > 0) {
          throw new NothingDrawn(ALIKE);
        }
        break;
      }
    }
    out.put(']');
    draw.leave();
  }

  private int shortest() {
    return bounds.fewest > 0 ? low : bounds.least;
  }

  private Sampler usual(int index) {
    return index < plain.length - 1 ? plain[index] : plain[plain.length - 1];
  }

  private Sampler sampler(int index, boolean matching) {
    return (matching ? place(index).matching : place(index).plain).orElseThrow();
  }

  private Place place(int index) {
    return index < head.length ? head[index] : rest;
  }

  /// Which items match what the list must contain, by chance so many of those that can.
  private boolean[] matches(Draw draw, int count) {
    boolean[] matches = new boolean[count];
    int possible = 0;
    int forced = 0;
    for (int i = 0; i < count; i++) {
      possible += place(i).matching.isPresent() ? 1 : 0;
      matches[i] = place(i).plain.isEmpty();
      forced += matches[i] ? 1 : 0;
    }
    if (bounds.fewest > possible) {
      throw new NothingDrawn("too few of its items fit what it must contain");
    }
    int left = possible - forced;
    int open = bounds.fewest - forced;
    for (int i = 0; i < count && open > 0; i++) {
      if (!matches[i] && place(i).matching.isPresent()) {
        if (draw.chance.below(left) < open) {
          matches[i] = true;
          open--;
        }
        left--;
      }
    }
    return matches;
  }

  /// Writes an item, one unlike all before it where that is asked for.
  private boolean item(Draw draw, Sampler item, int index, int[] ends, JsonBuffer out) {
    int tries = bounds.unique ? Math.min(MOST_TRIES, TRIES + TRIES_EACH * index) : 1;
    for (int i = 0; i < tries; i++) {
      if (index > 0) {
        out.put(',');
      }
      int start = out.length();
      item.draw(draw, out);
      ends[index + 1] = out.length();
      if (out.length() > 2 * EventChecker.MAX_BYTES) {
        throw new NothingDrawn("it is larger than %d bytes".formatted(EventChecker.MAX_BYTES));
      }
      if (!bounds.unique || isNew(out, start, index, ends)) {
        return true;
      }
      out.truncate(ends[index]);
      draw.inVain(Draw.ITEM, ALIKE);
    }
    return false;
  }

  private static boolean isNew(JsonBuffer out, int start, int index, int[] ends) {
    byte[] bytes = out.array();
    for (int i = 0; i < index; i++) {
      int from = i == 0 ? ends[0] : ends[i] + 1;
      if (Arrays.equals(bytes, from, ends[i + 1], bytes, start, out.length())) {
        return false;
      }
    }
    return true;
  }
}
