package io.fabula.generator.recording;

import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.LineWriter;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Everything that a reading of a recording brings.
public record Readings(List<PlacedLine> placed, List<String> faults, List<String> omitted) {
  public static Readings of(Recording recording) throws IOException {
    Readings all = new Readings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    ReadingListener listener =
        new ReadingListener() {
          @Override
          public void fault(Problem problem) {
            Place place = problem.place();
            all.faults.add("%d:%d: %s".formatted(place.line(), place.column(), problem.message()));
          }

          @Override
          public void omitted(Place place, String what) {
            all.omitted.add("%d:%d: %s".formatted(place.line(), place.column(), what));
          }
        };
    try (Lines lines = recording.read(listener)) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        all.placed.add(line.get());
      }
    }
    return all;
  }

  /// Reads a replay of these lines, written to `folder`.
  public static Readings of(Path folder, String jsonl) throws IOException {
    return of(folder, jsonl.getBytes(StandardCharsets.UTF_8));
  }

  public static Readings of(Path folder, byte[] jsonl) throws IOException {
    return of(ReplayFile.of(Files.write(folder.resolve("tape.jsonl"), jsonl)));
  }

  public List<Line> lines() {
    return placed.stream().map(PlacedLine::line).toList();
  }

  /// The lines as a new replay would write them.
  public String canonical() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter writer = new LineWriter(out);
    for (Line line : lines()) {
      writer.write(line);
    }
    writer.finish();
    return out.toString(StandardCharsets.UTF_8);
  }

  /// The lines as they stood.
  public byte[] copied() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter writer = new LineWriter(out);
    for (PlacedLine line : placed) {
      writer.copy(line);
    }
    writer.finish();
    return out.toByteArray();
  }
}
