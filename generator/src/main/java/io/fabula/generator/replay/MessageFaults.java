package io.fabula.generator.replay;

import io.fabula.generator.document.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The faults of one message, told in the order of their places once it is read. Where there are
/// very many, the rest is not told one by one. For one thread.
public final class MessageFaults {
  private static final int MOST = 20;

  private final ReadingListener listener;
  private final List<Problem> faults = new ArrayList<>();
  private boolean more;

  /// @param listener hears them
  public MessageFaults(ReadingListener listener) {
    this.listener = listener;
  }

  public void add(Problem problem) {
    if (faults.size() < MOST) {
      faults.add(problem);
    } else {
      more = true;
    }
  }

  /// Whether no more of them are kept.
  boolean full() {
    return faults.size() == MOST;
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }

  /// Tells the faults and forgets them.
  public void tell() {
    if (faults.isEmpty()) {
      return;
    }
    faults.sort(
        Comparator.comparingInt((Problem fault) -> fault.place().line())
            .thenComparingInt(fault -> fault.place().column()));
    List<Problem> told = List.copyOf(faults);
    boolean cut = more;
    faults.clear();
    more = false;
    told.forEach(listener::fault);
    if (cut) {
      listener.fault(
          new Problem(told.getLast().place(), "further faults of this message are not told"));
    }
  }
}
