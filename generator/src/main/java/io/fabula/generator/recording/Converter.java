package io.fabula.generator.recording;

import io.fabula.generator.document.AtomicFile;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.redaction.Redactor;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.LineSink;
import io.fabula.generator.replay.LineWriter;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import io.fabula.generator.replay.har.HarWriter;
import io.fabula.generator.replay.session.SessionWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/// Converts recordings between their formats, in constant memory. Everything is read once before
/// anything is written: a faulty file leaves nothing behind. For one conversion.
public final class Converter {
  /// The start of a recording of which nobody knows when it was made.
  public static final Instant DEFAULT_START = Instant.EPOCH;

  private static final int MOST_FAULTS = 100;
  private static final int STEP = 1000;

  private final Conversion conversion;
  private final IntConsumer progress;
  private final Review review = new Review(MOST_FAULTS);
  private final Set<String> told = new LinkedHashSet<>();

  private Converter(Conversion conversion, IntConsumer progress) {
    this.conversion = conversion;
    this.progress = progress;
  }

  /// What came of a conversion.
  ///
  /// @param written the files, in the order of the conversations
  /// @param told what was lost, what was assumed and what was hidden, a line each
  public record Result(List<Path> written, List<String> told) {
    public Result {
      written = List.copyOf(written);
      told = List.copyOf(told);
    }
  }

  /// A conversation, and what one reading of it has found.
  private record Measured(Recording recording, long messages, Duration duration) {}

  /// Converts. Several conversations become several files: `OUT-1.jsonl`, `OUT-2.jsonl`, ...
  ///
  /// @param progress hears how many messages more are done; each is read twice and counts once
  /// @throws InvalidDocumentException where the source has faults; then nothing is written
  /// @throws IllegalArgumentException where the target cannot be written to
  public static Result convert(Conversion conversion, IntConsumer progress) throws IOException {
    return new Converter(conversion, progress).convert();
  }

  private Result convert() throws IOException {
    List<Measured> measured = measured();
    List<Path> targets = new ArrayList<>();
    List<AtomicFile> files = new ArrayList<>();
    try {
      for (Measured one : measured) {
        Path target = target(targets.size() + 1, measured.size());
        targets.add(target);
        AtomicFile file = AtomicFile.create(target);
        files.add(file);
        write(one, file);
        file.finish();
      }
      for (AtomicFile file : files) {
        file.complete();
      }
    } finally {
      for (AtomicFile file : files) {
        file.close();
      }
    }
    List<String> all = new ArrayList<>();
    review.omissions().forEach(omission -> all.add("lost: " + omission));
    all.addAll(told);
    return new Result(targets, all);
  }

  /// Reads everything once.
  private List<Measured> measured() throws IOException {
    Place file = Place.named(conversion.in().toString());
    if (Files.exists(conversion.in()) && !Files.isRegularFile(conversion.in())) {
      throw new InvalidDocumentException(
          file, "what is converted is read twice, so it must be a file");
    }
    List<Measured> all = new ArrayList<>();
    for (Recording recording : Recordings.open(conversion.in(), conversion.from(), review)) {
      Measured one = measured(recording);
      if (one.messages() > 0) {
        all.add(one);
      } else if (review.allFaults() == 0) {
        review.omitted(file, "a conversation without messages");
      }
    }
    review.throwIfFaulty(file);
    if (all.isEmpty()) {
      List<String> holds = review.omissions().stream().map(Review.Omission::toString).toList();
      throw new InvalidDocumentException(
          file,
          "no WebSocket messages in it"
              + (holds.isEmpty() ? "" : ", but: " + String.join("; ", holds)));
    }
    return all;
  }

  private Measured measured(Recording recording) throws IOException {
    long messages = 0;
    Duration last = Duration.ZERO;
    try (Lines lines = recording.read(review)) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        messages++;
        last = line.get().line().at();
      }
    }
    return new Measured(recording, messages, last);
  }

  private Path target(int number, int of) {
    Path out = conversion.out();
    if (of == 1) {
      return out;
    }
    String name = out.getFileName().toString();
    String bare = ReplayFile.bare(out);
    return out.resolveSibling(bare + "-" + number + name.substring(bare.length()));
  }

  private void write(Measured one, AtomicFile file) throws IOException {
    Origin recorded = one.recording().origin();
    Redactor redactor = new Redactor(recorded);
    Origin origin = conversion.keepSecrets() ? recorded : redactor.hide(recorded);
    LineSink sink = sink(one, origin, file);
    // Faults were told by the first reading; omissions count once.
    try (Lines lines = one.recording().read(ReadingListener.strict())) {
      int step = 0;
      for (Optional<PlacedLine> next = lines.next(); next.isPresent(); next = lines.next()) {
        Line line = next.get().line();
        sink.write(conversion.keepSecrets() ? line : redactor.hide(line));
        if (++step == STEP) {
          progress.accept(step);
          step = 0;
        }
      }
      progress.accept(step);
    }
    sink.finish();
    if (!conversion.keepSecrets()) {
      told.addAll(redactor.told());
    }
  }

  private LineSink sink(Measured one, Origin origin, AtomicFile file) throws IOException {
    return switch (conversion.to()) {
      case JSONL -> {
        lost(origin).ifPresent(told::add);
        yield new LineWriter(file.stream());
      }
      case SESSION -> {
        Origin own = conversion.url().map(origin::withUrl).orElse(origin).withStart(start(origin));
        yield new SessionWriter(file.stream(), own, one.duration(), one.messages());
      }
      case HAR ->
          new HarWriter(file.stream(), url(origin, one), start(origin), one.duration(), origin);
    };
  }

  /// What lines of JSON have no place for.
  private static Optional<String> lost(Origin origin) {
    List<String> lost = new ArrayList<>();
    origin.url().ifPresent(url -> lost.add("the address " + url));
    origin.start().ifPresent(start -> lost.add("the start " + start));
    if (!origin.requestHeaders().isEmpty() || !origin.responseHeaders().isEmpty()) {
      lost.add("the headers of the handshake");
    }
    origin.close().ifPresent(end -> lost.add("the close code %d".formatted(end.code())));
    return lost.isEmpty()
        ? Optional.empty()
        : Optional.of("lost: JSONL has no place for " + String.join(", ", lost));
  }

  private Instant start(Origin origin) {
    return conversion
        .start()
        .or(origin::start)
        .orElseGet(
            () -> {
              told.add("assumed: recorded at %s (--start)".formatted(DEFAULT_START));
              return DEFAULT_START;
            });
  }

  private String url(Origin origin, Measured one) {
    return conversion
        .url()
        .or(origin::url)
        .map(Converter::asWebSocket)
        .orElseGet(
            () -> {
              String url = "ws://localhost:8080/replays/" + one.recording().name();
              told.add("assumed: recorded from %s (--url)".formatted(url));
              return url;
            });
  }

  /// Proxies see the upgrade as the HTTP request that it is.
  private static String asWebSocket(String url) {
    return url.regionMatches(true, 0, "http", 0, 4) ? "ws" + url.substring(4) : url;
  }
}
