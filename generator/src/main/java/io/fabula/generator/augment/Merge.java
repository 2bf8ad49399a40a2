package io.fabula.generator.augment;

import io.fabula.generator.replay.LineWriter;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.replay.ReplayFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts the lines of a journal into a recording. Lines of a replay are copied as bytes, unread, so
/// that they stay as they are, with whatever ends them; other recordings become lines. Where a
/// replay's last line has no end, what is put in behind it has none either: so the ends tell
/// afterwards what there was.
final class Merge {
  private static final int BUFFER = 1 << 20;

  private Merge() {}

  /// Writes the whole of it. Closes nothing.
  static void write(Recording recording, Path journal, OutputStream out) throws IOException {
    try (Journal.Reading entries = Journal.read(journal)) {
      if (recording instanceof ReplayFile replay) {
        copy(replay.file(), entries, out);
      } else {
        convert(recording, entries, out);
      }
    }
    out.flush();
  }

  private static void copy(Path file, Journal.Reading entries, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      // A byte order mark is before the first line, and no part of it.
      byte[] mark = in.readNBytes(3);
      out.write(mark);
      boolean marked = isMark(mark);
      long at = marked ? 0 : mark.length;
      int last = mark.length == 0 ? '\n' : mark[mark.length - 1];
      boolean open = false;
      for (var entry = entries.next(); entry.isPresent(); entry = entries.next()) {
        for (long left = entry.get().offset() - at; left > 0; ) {
          int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read < 0) {
            throw new IOException(file + " was changed while it was read");
          }
          out.write(buffer, 0, read);
          last = buffer[read - 1];
          left -= read;
          at += read;
        }
        for (String line : entry.get().lines()) {
          open |= last != '\n';
          if (open) {
            out.write('\n');
          }
          out.write(line.getBytes(StandardCharsets.UTF_8));
          if (!open) {
            out.write('\n');
          }
        }
      }
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
  }

  private static boolean isMark(byte[] first) {
    return first.length == 3
        && first[0] == (byte) 0xef
        && first[1] == (byte) 0xbb
        && first[2] == (byte) 0xbf;
  }

  private static void convert(Recording recording, Journal.Reading entries, OutputStream out)
      throws IOException {
    LineWriter writer = new LineWriter(out);
    Optional<Journal.Entry> next = entries.next();
    try (Lines lines = recording.read()) {
      long number = 0;
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        writer.copy(line.get());
        number++;
        while (next.isPresent() && next.get().after() == number) {
          writer.finish();
          for (String added : next.get().lines()) {
            out.write((added + "\n").getBytes(StandardCharsets.UTF_8));
          }
          next = entries.next();
        }
      }
    }
    writer.finish();
  }

  /// Writes a recording without the lines that were generated; what was put into a replay by
  /// [#write] is gone without a trace. Closes nothing.
  ///
  /// @return how many lines were left out
  static long strip(Recording recording, OutputStream out) throws IOException {
    long left = 0;
    if (recording instanceof ReplayFile replay) {
      try (InputStream in = Files.newInputStream(replay.file())) {
        byte[] mark = in.readNBytes(3);
        if (isMark(mark)) {
          out.write(mark);
        }
      }
    }
    byte @Nullable [] held = null;
    boolean endsOpen = false;
    LineWriter converted = new LineWriter(out);
    try (Lines lines = recording.read()) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        Optional<byte[]> bytes = line.get().original();
        boolean generated = line.get().line().generated().isPresent();
        left += generated ? 1 : 0;
        if (bytes.isEmpty()) {
          if (!generated) {
            converted.write(line.get().line());
          }
          continue;
        }
        endsOpen = bytes.get()[bytes.get().length - 1] != '\n';
        if (!generated) {
          if (held != null) {
            out.write(held);
          }
          held = bytes.get();
        } else if (endsOpen && held != null) {
          // The end of the line before was put in for the sake of this one.
          out.write(held, 0, held.length - 1);
          held = null;
        }
      }
    }
    if (held != null) {
      out.write(held);
    }
    converted.finish();
    out.flush();
    return left;
  }
}
