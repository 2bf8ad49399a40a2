package io.fabula.generator.augment;

import io.fabula.generator.document.Place;
import io.fabula.generator.replay.Line;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Origin;
import io.fabula.generator.replay.PlacedLine;
import io.fabula.generator.replay.ReadingListener;
import io.fabula.generator.replay.Recording;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A recording that is kept in no replay, as sessions and archives are.
record HeldRecording(List<Line> lines) implements Recording {
  @Override
  public String name() {
    return "held";
  }

  @Override
  public Origin origin() {
    return Origin.UNKNOWN;
  }

  @Override
  public Lines read(ReadingListener listener) {
    Iterator<Line> left = lines.iterator();
    return new Lines() {
      @Override
      public Optional<PlacedLine> next() {
        return left.hasNext()
            ? Optional.of(PlacedLine.of(left.next(), Place.named("held")))
            : Optional.empty();
      }

      @Override
      public void close() {}
    };
  }
}
