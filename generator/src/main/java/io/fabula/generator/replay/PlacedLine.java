package io.fabula.generator.replay;

import io.fabula.generator.document.Place;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A line and where it stands. Immutable.
public final class PlacedLine {
  private final Line line;
  private final Place place;
  private final byte @Nullable [] original;

  private PlacedLine(Line line, Place place, byte @Nullable [] original) {
    this.line = line;
    this.place = place;
    this.original = original;
  }

  /// A line of a JSONL file.
  ///
  /// @param original the bytes of the line with its line end, where it has one
  static PlacedLine of(Line line, Place place, byte[] original) {
    return new PlacedLine(line, place, original);
  }

  /// A line that was kept in another form than JSONL.
  public static PlacedLine of(Line line, Place place) {
    return new PlacedLine(line, place, null);
  }

  public Line line() {
    return line;
  }

  /// Where it begins in its file.
  public Place place() {
    return place;
  }

  /// Its bytes as they stand in a JSONL file, line end included where it has one; empty where it
  /// stands in no such file. Not to be changed.
  public Optional<byte[]> original() {
    return Optional.ofNullable(original);
  }

  @Override
  public String toString() {
    return place + ": " + line;
  }
}
