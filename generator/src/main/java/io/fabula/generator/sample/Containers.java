package io.fabula.generator.sample;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import java.util.Arrays;
import java.util.List;

/// Objects and lists.
final class Containers {
  private static final double PRESENT = 0.75;
  private static final int TRIES = 50;

  /// How many items a list has beyond what it must.
  private static final int SPREAD = 3;

  private Containers() {}

  /// A member of an object.
  static final class Member {
    /// The name with quotes and colon.
    private final byte[] key;

    private final Sampler value;
    private final boolean required;

    Member(String name, Sampler value, boolean required) {
      this.key = new JsonBuffer(32).string(name).put(':').toByteArray();
      this.value = value;
      this.required = required;
    }
  }

  /// Objects with these members, in their order; what is not required is there three times in four.
  static Sampler object(List<Member> members, int least, int most) {
    Member[] all = members.toArray(Member[]::new);
    int required = (int) members.stream().filter(member -> member.required).count();
    boolean bounded = least > required || most < all.length;
    return (draw, out) -> {
      draw.enter();
      out.put('{');
      if (bounded) {
        some(draw, all, chosen(draw, all, required, least, most), out);
      } else {
        boolean first = true;
        for (Member member : all) {
          if (member.required || (!draw.deep() && draw.chance.unit() < PRESENT)) {
            write(draw, member, first, out);
            first = false;
          }
        }
      }
      out.put('}');
      draw.leave();
    };
  }

  private static void some(Draw draw, Member[] all, boolean[] chosen, JsonBuffer out) {
    boolean first = true;
    for (int i = 0; i < all.length; i++) {
      if (chosen[i]) {
        write(draw, all[i], first, out);
        first = false;
      }
    }
  }

  private static boolean[] chosen(Draw draw, Member[] all, int required, int least, int most) {
    boolean[] chosen = new boolean[all.length];
    int count = required;
    int start = draw.chance.below(Math.max(1, all.length));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < all.length; i++) {
        int at = (start + i) % all.length;
        chosen[at] |= all[at].required;
        boolean wanted = round == 0 ? !draw.deep() && draw.chance.unit() < PRESENT : count < least;
        if (!chosen[at] && wanted && count < most) {
          chosen[at] = true;
          count++;
        }
      }
    }
    return chosen;
  }

  private static void write(Draw draw, Member member, boolean first, JsonBuffer out) {
    if (!first) {
      out.put(',');
    }
    out.put(member.key);
    member.value.draw(draw, out);
  }

  /// Lists.
  ///
  /// @param first the items that stand first
  /// @param rest the items behind them
  static Sampler list(List<Sampler> first, Sampler rest, int least, int most, boolean unique) {
    Sampler[] head = first.toArray(Sampler[]::new);
    int low = Math.min(most, Math.max(least, Math.max(head.length, 1)));
    int high = Math.min(most, Math.max(low, least + SPREAD));
    return (draw, out) -> {
      draw.enter();
      out.put('[');
      int count = draw.deep() ? least : (int) draw.chance.between(low, high);
      int[] ends = new int[count + 1];
      ends[0] = out.length();
      for (int i = 0; i < count; i++) {
        Sampler item = i < head.length ? head[i] : rest;
        if (!item(draw, item, i, ends, unique, out)) {
          if (i < least) {
            throw new NothingDrawn("no more different items were found");
          }
          break;
        }
      }
      out.put(']');
      draw.leave();
    };
  }

  /// Writes an item, one unlike all before it where that is asked for.
  private static boolean item(
      Draw draw, Sampler item, int index, int[] ends, boolean unique, JsonBuffer out) {
    for (int i = 0; i < TRIES; i++) {
      if (index > 0) {
        out.put(',');
      }
      int start = out.length();
      item.draw(draw, out);
      ends[index + 1] = out.length();
      if (out.length() > 2 * EventChecker.MAX_BYTES) {
        throw new NothingDrawn("it is larger than %d bytes".formatted(EventChecker.MAX_BYTES));
      }
      if (!unique || isNew(out, start, index, ends)) {
        return true;
      }
      out.truncate(ends[index]);
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
