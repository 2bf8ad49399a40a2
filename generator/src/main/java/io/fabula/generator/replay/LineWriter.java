package io.fabula.generator.replay;

import io.fabula.generator.document.Durations;
import io.fabula.generator.event.JsonBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/// Writes JSONL: new lines canonically (keys in one order, no spaces, no escapes that need not be),
/// and lines of another file byte for byte. The same lines always give the same bytes. For one
/// thread.
public final class LineWriter implements LineSink {
  private static final int FULL = 64 << 10;

  private final OutputStream out;
  private final JsonBuffer buffer = new JsonBuffer(FULL + 4096);
  private boolean endsOpen;

  /// @param out closed by whoever opened it
  public LineWriter(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(Line line) throws IOException {
    closeLine();
    put(line, buffer);
    buffer.put('\n');
    flushIfFull();
  }

  /// Copies a line as it stands in its file.
  public void copy(PlacedLine line) throws IOException {
    if (line.original().isEmpty()) {
      write(line.line());
      return;
    }
    closeLine();
    byte[] bytes = line.original().get();
    buffer.put(bytes);
    endsOpen = bytes[bytes.length - 1] != '\n';
    flushIfFull();
  }

  /// The last line of a file may have no end; what follows it needs one.
  private void closeLine() {
    if (endsOpen) {
      buffer.put('\n');
      endsOpen = false;
    }
  }

  @Override
  public void finish() throws IOException {
    flush();
    out.flush();
  }

  private void flushIfFull() throws IOException {
    if (buffer.length() >= FULL) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(buffer.array(), 0, buffer.length());
    buffer.clear();
  }

  /// A line as canonical JSON, without a line end.
  public static String text(Line line) {
    JsonBuffer buffer = new JsonBuffer(256);
    put(line, buffer);
    return buffer.toString();
  }

  private static void put(Line line, JsonBuffer to) {
    to.ascii("{\"ts\":");
    millis(line.at(), to);
    to.ascii(",\"dir\":\"").ascii(line.direction().word()).put('"');
    switch (line.message()) {
      case Message.Text said -> to.ascii(",\"text\":").string(said.text());
      case Message.Binary said ->
          to.ascii(",\"binary\":\"").put(Base64.getEncoder().encode(said.bytes())).put('"');
    }
    if (line.waitFor().isPresent()) {
      WaitFor wait = line.waitFor().get();
      to.ascii(",\"waitFor\":").string(wait.source());
      wait.timeout().ifPresent(most -> to.ascii(",\"timeout\":").string(Durations.text(most)));
    }
    if (line.generated().isPresent()) {
      Generated generated = line.generated().get();
      to.ascii(",\"generated\":{\"by\":").string(generated.by());
      generated.narrative().ifPresent(name -> to.ascii(",\"narrative\":").string(name));
      to.put('}');
    }
    to.put('}');
  }

  /// Milliseconds with as many decimals as there are, three at most.
  private static void millis(Duration at, JsonBuffer to) {
    to.number(at.toMillis());
    int micros = at.toNanosPart() / 1000 % 1000;
    if (micros != 0) {
      byte[] digits = Integer.toString(1000 + micros).getBytes(StandardCharsets.US_ASCII);
      int end = digits[3] != '0' ? 4 : digits[2] != '0' ? 3 : 2;
      to.put('.').put(digits, 1, end - 1);
    }
  }
}
