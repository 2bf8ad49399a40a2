package io.fabula.generator.replay;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import io.fabula.generator.document.TextFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// A replay kept as JSONL: `NAME.jsonl`, UTF-8, one line of JSON a message.
public final class ReplayFile implements Recording {
  private final Path file;

  private ReplayFile(Path file) {
    this.file = file;
  }

  /// The replay in `file`, which is not looked at before it is read.
  public static ReplayFile of(Path file) {
    return new ReplayFile(file);
  }

  /// Where it is kept.
  public Path file() {
    return file;
  }

  /// One line on its own, from its JSON.
  ///
  /// @throws InvalidDocumentException where it is none
  public static Line line(Place place, String json) {
    byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
    try {
      return new LineParser(ReadingListener.strict())
          .parse(place, utf8, 0, utf8.length)
          .orElseThrow(() -> new InvalidDocumentException(place, "no line of a replay"));
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be read", e);
    }
  }

  @Override
  public String name() {
    return bare(file);
  }

  /// A file's name without its ending.
  public static String bare(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /// Lines do not tell where they were recorded.
  @Override
  public Origin origin() {
    return Origin.UNKNOWN;
  }

  @Override
  public Lines read(ReadingListener listener) throws IOException {
    InputStream in = Channels.newInputStream(TextFile.open(file));
    return new Reading(new LineSplitter(in), file.toString(), listener);
  }

  private static final class Reading implements Lines {
    private final LineSplitter splitter;
    private final String file;
    private final ReadingListener listener;
    private final LineParser parser;

    private Reading(LineSplitter splitter, String file, ReadingListener listener) {
      this.splitter = splitter;
      this.file = file;
      this.listener = listener;
      this.parser = new LineParser(listener);
    }

    @Override
    public Optional<PlacedLine> next() throws IOException {
      while (splitter.next()) {
        Place place = new Place(file, splitter.line(), 1);
        if (splitter.tooLong()) {
          listener.fault(
              new Problem(
                  place,
                  "longer than %d MiB, the most a line may have"
                      .formatted(LineSplitter.MAX_LINE >> 20)));
          continue;
        }
        int malformed = splitter.firstMalformed();
        if (malformed >= 0) {
          listener.fault(notUtf8(place, malformed));
          continue;
        }
        Optional<Line> line =
            parser.parse(place, splitter.buffer(), splitter.start(), splitter.length());
        if (line.isPresent()) {
          return Optional.of(PlacedLine.of(line.get(), place, splitter.copy()));
        }
      }
      if (splitter.line() == 0) {
        listener.fault(new Problem(new Place(file, 1, 1), "empty: a replay has one line at least"));
      }
      return Optional.empty();
    }

    private Problem notUtf8(Place line, int offset) {
      String before =
          new String(splitter.buffer(), splitter.start(), offset, StandardCharsets.UTF_8);
      return new Problem(
          new Place(file, line.line(), before.length() + 1), "not UTF-8; save the file as UTF-8");
    }

    @Override
    public void close() throws IOException {
      splitter.close();
    }
  }
}
