package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.replay.Direction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Goes along the lines of a recording and says of each place between them how well something fits
/// in, as soon as that can be told: at most [#AHEAD] lines later. Two runs over the same lines say
/// the same. For one thread.
///
/// A place that a selector has chosen and that is not free hands the choice on to the next free one
/// within as many lines; where there is none, it keeps it, unless the conversation has not been
/// opened there.
final class Gaps {
  /// How many lines a decision may take.
  static final int AHEAD = 64;

  /// Later an open request is taken for one that is never answered.
  private static final int PATIENCE = 16;

  private static final int MOST_REQUESTS = 64;

  private final List<Selector> selectors;
  private final List<Open> open = new ArrayList<>();
  private final Map<String, Long> requests =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_REQUESTS;
        }
      };

  /// How many at the head of [#open] have a state.
  private int decided;

  private boolean serverHasSpoken;
  private @Nullable Direction lastRecorded;
  private long lines;
  private long first;
  private long latest;
  private long dropped;

  Gaps(List<Selector> selectors) {
    this.selectors = List.copyOf(selectors);
  }

  /// Hears of each place in its order.
  interface Sink {
    void gap(Gap gap);
  }

  /// A place of which not all is known yet.
  private static final class Open {
    private final long after;
    private final long offset;
    private final long from;
    private long to;
    private boolean last;
    private boolean busy;
    private boolean matched;
    private Gap.State state = Gap.State.FREE;

    private Open(Said before, long offset) {
      this.after = before.number();
      this.offset = offset;
      this.from = before.micros();
      this.to = before.micros();
    }

    private Gap gap() {
      return new Gap(after, offset, from, to, last, state, matched);
    }
  }

  /// Takes the next line.
  ///
  /// @param offset where its bytes end
  void line(Said said, long offset, Sink sink) {
    boolean recorded = !said.isGenerated();
    boolean answer =
        recorded && lastRecorded == Direction.IN && said.line().direction() == Direction.OUT;
    if (!open.isEmpty()) {
      Open before = open.getLast();
      before.to = said.micros();
      before.busy |= answer;
    }
    if (recorded && said.line().direction() == Direction.OUT) {
      boolean waits = said.line().waitFor().isPresent();
      decideAll(!waits ? Gap.State.FREE : serverHasSpoken ? Gap.State.BUSY : Gap.State.CLOSED);
      serverHasSpoken = true;
    }
    if (open.size() - decided > AHEAD) {
      decide(open.get(decided), Gap.State.FREE);
    }
    if (recorded) {
      lastRecorded = said.line().direction();
      note(said);
    }
    Open next = new Open(said, offset);
    next.busy = !requests.isEmpty();
    next.matched = selectors.stream().anyMatch(selector -> selector.finds(said));
    first = lines == 0 ? said.micros() : first;
    latest = said.micros();
    lines++;
    open.add(next);
    emit(false, sink);
  }

  /// Nothing follows.
  void end(Sink sink) {
    if (!open.isEmpty()) {
      Open end = open.getLast();
      end.last = true;
      end.to = end.from + typical();
      // Nobody answers any more.
      end.busy = false;
    }
    decideAll(Gap.State.FREE);
    emit(true, sink);
  }

  /// The mean time between two lines so far, in microseconds, from a millisecond to a minute.
  long typical() {
    long mean = lines < 2 ? 0 : (latest - first) / (lines - 1);
    return Math.clamp(mean, 1_000, 60_000_000);
  }

  /// How many chosen places had none to hand the choice on to.
  long dropped() {
    return dropped;
  }

  private void decideAll(Gap.State state) {
    while (decided < open.size()) {
      decide(open.get(decided), state);
    }
  }

  private void decide(Open gap, Gap.State state) {
    gap.state = state == Gap.State.FREE && gap.busy ? Gap.State.BUSY : state;
    decided++;
  }

  private void emit(boolean all, Sink sink) {
    int out = 0;
    while (out < decided && (out < open.size() - 1 || all)) {
      Open head = open.get(out);
      if (head.matched && head.state != Gap.State.FREE && !settled(head, out, all)) {
        break;
      }
      sink.gap(head.gap());
      out++;
    }
    open.subList(0, out).clear();
    decided -= out;
  }

  /// Hands the choice on; false where it cannot be told yet to whom.
  private boolean settled(Open head, int at, boolean all) {
    int end = Math.min(decided, at + AHEAD);
    for (int i = at + 1; i < end; i++) {
      if (open.get(i).state == Gap.State.FREE) {
        open.get(i).matched = true;
        head.matched = false;
        return true;
      }
    }
    if (end < at + AHEAD && !all) {
      return false;
    }
    if (head.state == Gap.State.CLOSED) {
      head.matched = false;
      dropped++;
    }
    return true;
  }

  private void note(Said said) {
    Iterator<Long> ages = requests.values().iterator();
    while (ages.hasNext() && said.number() - ages.next() > PATIENCE) {
      ages.remove();
    }
    @Nullable JsonNode json = said.json();
    Said.Role role = Said.role(json);
    if (json == null || role == Said.Role.NOTE) {
      return;
    }
    String id = json.get("id").toString();
    if (id.length() > 200) {
      return;
    }
    boolean fromServer = said.line().direction() == Direction.OUT;
    if (role == Said.Role.REQUEST) {
      requests.put((fromServer ? "out " : "in ") + id, said.number());
    } else {
      requests.remove((fromServer ? "in " : "out ") + id);
    }
  }
}
