package io.fabula.generator.recording;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.replay.ReadingListener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects what readings meet, in bounded memory: the first faults and the number of all, and each
/// kind of omission once, with how often and where first. For one thread.
public final class Review implements ReadingListener {
  private static final int MAX_KINDS = 100;
  private static final String OTHERS = "other things";

  private final int mostFaults;
  private final List<Problem> faults = new ArrayList<>();
  private final Map<String, Omission> omissions = new LinkedHashMap<>();
  private long allFaults;

  /// @param mostFaults how many faults are kept
  public Review(int mostFaults) {
    this.mostFaults = mostFaults;
  }

  /// What was left out.
  ///
  /// @param first where that happened first
  /// @param count how often it happened
  public record Omission(String what, Place first, long count) {
    /// What, and how often where that was more than once.
    public String counted() {
      return count == 1 ? what : "%s (%,d times)".formatted(what, count);
    }

    @Override
    public String toString() {
      if (first.line() == 0) {
        return counted();
      }
      return count == 1
          ? "%s (line %d)".formatted(what, first.line())
          : "%s (%,d times, first in line %d)".formatted(what, count, first.line());
    }
  }

  @Override
  public void fault(Problem problem) {
    allFaults++;
    if (faults.size() < mostFaults) {
      faults.add(problem);
    }
  }

  @Override
  public void omitted(Place place, String what) {
    @Nullable Omission before = omissions.get(what);
    if (before != null) {
      omissions.put(what, new Omission(what, before.first(), before.count() + 1));
    } else if (omissions.size() < MAX_KINDS) {
      omissions.put(what, new Omission(what, place, 1));
    } else if (!what.equals(OTHERS)) {
      omitted(place, OTHERS);
    }
  }

  /// The first faults, in the order of the file.
  public List<Problem> faults() {
    return List.copyOf(faults);
  }

  /// How many faults there were, kept or not.
  public long allFaults() {
    return allFaults;
  }

  public List<Omission> omissions() {
    return List.copyOf(omissions.values());
  }

  /// Ends the work with the faults, where there are any.
  void throwIfFaulty(Place file) {
    if (allFaults == 0) {
      return;
    }
    List<Problem> told = new ArrayList<>(faults);
    if (allFaults > faults.size()) {
      told.add(new Problem(file, "and %,d more faults".formatted(allFaults - faults.size())));
    }
    throw new InvalidDocumentException(told);
  }
}
