package io.fabula.generator.sample.value;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Draws objects: named members in their order, of which what is not required is there three times
/// in four, and others behind them.
public final class Members implements Sampler {
  private static final double PRESENT = 0.75;
  private static final int TRIES = 50;
  private static final int LOOKS = 200;
  private static final String NAMELESS = "too few names were found that its members may have";

  private final Member[] all;
  private final Others[] others;
  private final int usual;
  private final int required;
  private final int least;
  private final int most;
  private final boolean bounded;

  /// Objects.
  ///
  /// @param usual how many others there are at most where no bound asks for more
  public Members(List<Member> members, List<Others> others, int usual, int least, int most) {
    this.all = members.toArray(Member[]::new);
    this.others = others.toArray(Others[]::new);
    this.usual = usual;
    this.required = (int) members.stream().filter(member -> member.required).count();
    this.least = least;
    this.most = most;
    this.bounded =
        least > required
            || most < all.length
            || usual > 0
            || members.stream().anyMatch(member -> member.brings.length > 0);
  }

  /// A named member.
  public static final class Member {
    /// The name with quotes and colon.
    private final byte[] key;

    private final Sampler value;
    private final boolean required;
    private final int[] brings;

    /// @param brings those that must be there where it is, by their places
    public Member(String name, Sampler value, boolean required, int[] brings) {
      this.key = new JsonBuffer(32).string(name).put(':').toByteArray();
      this.value = value;
      this.required = required;
      this.brings = brings;
    }
  }

  /// Members of drawn names.
  ///
  /// @param fits whether a drawn name may be taken
  public record Others(Text name, Sampler value, Predicate<String> fits) {
    /// Members of every drawn name.
    public Others(Text name, Sampler value) {
      this(name, value, _ -> true);
    }

    /// Whether some of the first names drawn may be taken.
    public boolean isLikely() {
      Draw draw = new Draw(1, 0);
      draw.begin(LOOKS * Draw.PART);
      try {
        for (int i = 0; i < LOOKS; i++) {
          draw.restart();
          if (fits.test(name.draw(draw))) {
            return true;
          }
        }
      } catch (NothingDrawn e) {
        return false;
      }
      return false;
    }

    /// Those whose names are allowed too.
    public Others only(Predicate<String> allowed) {
      return new Others(name, value, allowed);
    }
  }

  @Override
  public void draw(Draw draw, JsonBuffer out) {
    draw.enter();
    out.put('{');
    if (bounded) {
      some(draw, out);
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
  }

  private void some(Draw draw, JsonBuffer out) {
    boolean[] chosen = chosen(draw);
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      if (chosen[i]) {
        write(draw, all[i], count == 0, out);
        count++;
      }
    }
    int more = draw.deep() || usual == 0 ? 0 : draw.chance.below(usual) + (all.length == 0 ? 1 : 0);
    int until = Math.min(most, Math.max(least, count + more));
    Set<String> taken = count < until ? new HashSet<>() : Set.of();
    while (count < until && other(draw, taken, count == 0, out)) {
      count++;
    }
    if (count < least) {
      throw new NothingDrawn("no more than %d members were found".formatted(count));
    }
    if (out.length() > 2 * EventChecker.MAX_BYTES) {
      throw new NothingDrawn("it is larger than %d bytes".formatted(EventChecker.MAX_BYTES));
    }
  }

  private boolean[] chosen(Draw draw) {
    boolean[] chosen = new boolean[all.length];
    int count = required;
    for (int i = 0; i < all.length; i++) {
      chosen[i] = all[i].required;
    }
    int start = draw.chance.below(Math.max(1, all.length));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < all.length; i++) {
        int at = (start + i) % all.length;
        boolean wanted = round == 0 ? !draw.deep() && draw.chance.unit() < PRESENT : count < least;
        if (!chosen[at] && wanted) {
          count += choose(at, chosen, most - count);
        }
      }
    }
    return chosen;
  }

  /// Chooses a member and all that it brings, where there is room; answers how many that are.
  private int choose(int at, boolean[] chosen, int room) {
    int more = 1;
    for (int other : all[at].brings) {
      more += chosen[other] ? 0 : 1;
    }
    if (more > room) {
      return 0;
    }
    chosen[at] = true;
    for (int other : all[at].brings) {
      chosen[other] = true;
    }
    return more;
  }

  private static void write(Draw draw, Member member, boolean first, JsonBuffer out) {
    if (!first) {
      out.put(',');
    }
    out.put(member.key);
    member.value.draw(draw, out);
  }

  /// Writes a member of a drawn name; answers whether one was found.
  private boolean other(Draw draw, Set<String> taken, boolean first, JsonBuffer out) {
    for (int i = 0; i < TRIES && others.length > 0; i++) {
      Others kind = others[draw.chance.below(others.length)];
      String name = kind.name.draw(draw);
      if (!kind.fits.test(name)) {
        draw.inVain(Draw.NAME, NAMELESS);
      } else if (taken.add(name)) {
        if (!first) {
          out.put(',');
        }
        out.string(name).put(':');
        kind.value.draw(draw, out);
        return true;
      }
    }
    return false;
  }
}
