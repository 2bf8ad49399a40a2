package io.fabula.generator.augment;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Problem;
import io.fabula.generator.replay.LineWriter;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// What one reading of a whole recording has found, for an augmentation of it. Immutable but for
/// the kinds, which belong to the run.
///
/// @param lines how many there are
/// @param typical the mean time between two, in microseconds
/// @param state of the places among which messages are spread
/// @param places how many places are eligible
/// @param weight of these places together
/// @param count how many messages are to be put in
/// @param fingerprint of the recording
/// @param stamp of its file, to notice when it changes
/// @param unplaced matches without a place to put anything in
record Survey(
    Augmentation of,
    Kinds kinds,
    long lines,
    long typical,
    Gap.State state,
    long places,
    long weight,
    int count,
    long unplaced,
    String fingerprint,
    String stamp) {

  private static final int MOST_FAULTS = 20;

  /// Reads the recording to its end.
  ///
  /// @throws InvalidDocumentException with its faults
  /// @throws IllegalArgumentException where nothing can be put in, with the reason
  static Survey of(Augmentation of, AugmentListener listener) throws IOException {
    return new Taking(of, listener).take();
  }

  /// Decides anew, along the places, where how much goes.
  Choice choice() {
    return of.at().isEmpty()
        ? Choice.spread(state, weight, count, of.seed())
        : Choice.matched(places, count);
  }

  /// Size and time of a file.
  static String stamp(Recording recording) throws IOException {
    if (!(recording instanceof ReplayFile replay) || !Files.exists(replay.file())) {
      return "";
    }
    return Files.size(replay.file()) + " " + Files.getLastModifiedTime(replay.file());
  }

  /// The hash of a text.
  static String hex(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// Places of one state.
  private static final class Tally {
    private long places;
    private long weight;

    private void add(Gap gap) {
      places++;
      weight += gap.weight();
    }
  }

  /// One reading. For one thread.
  private static final class Taking {
    private final Augmentation of;
    private final AugmentListener listener;
    private final Kinds kinds = new Kinds();
    private final List<Problem> faults = new ArrayList<>();
    private final Tally free = new Tally();
    private final Tally busy = new Tally();
    private final MessageDigest digest = sha256();
    private long matched;
    private long lines;

    private Taking(Augmentation of, AugmentListener listener) {
      this.of = of;
      this.listener = listener;
    }

    private Survey take() throws IOException {
      Gaps gaps = new Gaps(of.at());
      String stamp = stamp(of.recording());
      try (Lines read = of.recording().read(this::fault)) {
        for (var next = read.next(); next.isPresent(); next = read.next()) {
          Said said = Said.of(next.get().line(), ++lines);
          digest.update(bytes(next.get()));
          kinds.learn(said);
          gaps.line(said, 0, this::gap);
          if (lines % 1000 == 0) {
            listener.surveyed(lines);
          }
        }
      }
      if (!faults.isEmpty()) {
        throw new InvalidDocumentException(faults);
      }
      gaps.end(this::gap);
      return survey(gaps, stamp);
    }

    private void fault(Problem problem) {
      faults.add(problem);
      if (faults.size() == MOST_FAULTS) {
        faults.add(new Problem(problem.place(), "further faults are not looked for"));
        throw new InvalidDocumentException(faults);
      }
    }

    private static byte[] bytes(PlacedLine line) {
      return line.original()
          .orElseGet(() -> (LineWriter.text(line.line()) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void gap(Gap gap) {
      matched += gap.matched() ? 1 : 0;
      switch (gap.state()) {
        case FREE -> free.add(gap);
        case BUSY -> busy.add(gap);
        case CLOSED -> {
          // Nothing goes there.
        }
      }
    }

    private Survey survey(Gaps gaps, String stamp) {
      boolean spread = of.at().isEmpty();
      Gap.State state = free.places > 0 ? Gap.State.FREE : Gap.State.BUSY;
      Tally tally = free.places > 0 ? free : busy;
      long eligible = spread ? tally.places : matched;
      if (kinds.offered(of.direction()).isEmpty()) {
        throw new IllegalArgumentException(nothingToLearnFrom());
      }
      if (eligible == 0) {
        throw new IllegalArgumentException(nowhere(gaps.dropped()));
      }
      long byDefault =
          spread
              ? Math.clamp(lines / 10, 1, Augmentation.DEFAULT_SPREAD)
              : Math.min(matched, Augmentation.DEFAULT_MATCHED);
      return new Survey(
          of,
          kinds,
          lines,
          gaps.typical(),
          state,
          eligible,
          tally.weight,
          of.count().orElse((int) byDefault),
          gaps.dropped(),
          HexFormat.of().formatHex(digest.digest()),
          stamp);
    }

    private String nothingToLearnFrom() {
      return "%s has no message of direction '%s' that could be imitated (answers to requests and binary messages are not); see 'dir'"
          .formatted(of.recording().name(), of.direction().word());
    }

    private String nowhere(long dropped) {
      String asked = of.at().stream().map(Selector::source).collect(Collectors.joining(", "));
      if (dropped > 0) {
        return "behind '%s' the server still waits for the client's first word: nothing can be put in there"
            .formatted(asked);
      }
      String types = kinds.types().stream().limit(20).collect(Collectors.joining(", "));
      return of.at().isEmpty()
          ? "%s has no place to put anything in".formatted(of.recording().name())
          : "no message of %s is found by 'at' %s%s"
              .formatted(
                  of.recording().name(),
                  asked,
                  types.isEmpty() ? "; its messages name no types" : "; its types are " + types);
    }
  }
}
