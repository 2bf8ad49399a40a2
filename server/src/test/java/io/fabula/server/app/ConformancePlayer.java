package io.fabula.server.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Plays one case on a socket of its own, with the suite's manners: pauses of more than 300 ms are
/// kept, the client's own close frame follows the last answer, and whoever closes first is
/// answered.
final class ConformancePlayer implements AutoCloseable {
  private static final long PAUSE = 300;
  private static final byte[] CLOSE_REPLY = {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0};

  private final ConformanceCase told;
  private final Socket socket;
  private final List<String> heard = new ArrayList<>();
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private final ByteBuffer unread = ByteBuffer.allocate(1 << 19).flip();
  private String kind = "";
  private OptionalInt closeCode = OptionalInt.empty();
  private boolean over;

  private ConformancePlayer(int port, ConformanceCase told) throws IOException {
    this.told = told;
    socket = new Socket("localhost", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
  }

  /// What was wrong with the answer, if anything was.
  static Optional<String> play(int port, String path, ConformanceCase told) throws IOException {
    try (ConformancePlayer player = new ConformancePlayer(port, told)) {
      player.shakeHands(path);
      player.converse();
      return player.verdict();
    }
  }

  private void shakeHands(String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET "
                    + path
                    + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("no handshake: " + head);
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("no upgrade: " + head);
    }
  }

  private void converse() throws IOException {
    try {
      say();
    } catch (IOException e) {
      // The server has closed already; what it said is still to be read.
    }
    listen(1500, this::closing);
    if (closing()) {
      try {
        socket.getOutputStream().write(CLOSE_REPLY);
      } catch (IOException e) {
        over = true;
      }
    }
    listen(500, () -> false);
  }

  private void say() throws IOException {
    long before = 0;
    for (int i = 0; i < told.sent().size(); i++) {
      ConformanceCase.Sent step = told.sent().get(i);
      boolean ownClose = i > 0 && i == told.sent().size() - 1 && step.beginsWithClose();
      if (ownClose) {
        listen(1000, () -> closing() || answered());
      } else if (step.millis() > PAUSE && step.millis() - before > PAUSE) {
        listen(step.millis() - before, this::closing);
      }
      if (over || (closing() && ownClose)) {
        return;
      }
      socket.getOutputStream().write(step.bytes().array());
      before = step.millis();
    }
  }

  private boolean closing() {
    return closeCode.isPresent();
  }

  private boolean answered() {
    return !heard.isEmpty() && told.accepted().contains(heard);
  }

  private Optional<String> verdict() {
    int code = closeCode.orElse(0);
    boolean closedWell = code == 0 || told.closeCodes().contains(code);
    if (told.accepted().contains(heard) && closedWell) {
      return Optional.empty();
    }
    List<String> short50 =
        heard.stream().map(h -> h.substring(0, Math.min(h.length(), 50))).limit(5).toList();
    return Optional.of("%s: heard %s, closed with %d".formatted(told.id(), short50, code));
  }

  /// Reads until `enough`, the end, or the time is up.
  private void listen(long millis, BooleanSupplier enough) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!over && !enough.getAsBoolean()) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return;
      }
      socket.setSoTimeout((int) left);
      unread.compact();
      int read;
      try {
        read = socket.getInputStream().read(unread.array(), unread.position(), unread.remaining());
        over = read < 0;
        unread.position(unread.position() + Math.max(0, read));
      } catch (SocketTimeoutException e) {
        return;
      } catch (IOException e) {
        over = true;
      } finally {
        unread.flip();
      }
      readFrames();
    }
  }

  private void readFrames() {
    while (readFrame()) {
      // on to the next
    }
  }

  /// Reads a frame (RFC 6455 section 5.2) where all of it has come.
  private boolean readFrame() {
    ByteBuffer frame = unread.slice();
    if (frame.remaining() < 2) {
      return false;
    }
    int first = frame.get();
    long length = frame.get() & 0x7f;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (frame.remaining() < more) {
      return false;
    }
    length = more == 2 ? frame.getShort() & 0xffff : more == 8 ? frame.getLong() : length;
    if (frame.remaining() < length) {
      return false;
    }
    byte[] payload = new byte[(int) length];
    frame.get(payload);
    unread.position(unread.position() + frame.position());
    heard(first & 0x0f, first < 0, payload);
    return true;
  }

  private void heard(int opcode, boolean last, byte[] payload) {
    switch (opcode) {
      case 0, 1, 2 -> {
        if (opcode > 0) {
          kind = opcode == 1 ? "text" : "binary";
          message.reset();
        }
        message.writeBytes(payload);
        if (last) {
          heard.add(ConformanceCase.told(kind, message.toByteArray()));
        }
      }
      case 8 ->
          closeCode =
              OptionalInt.of(payload.length < 2 ? 0 : ByteBuffer.wrap(payload).getShort() & 0xffff);
      case 9 -> heard.add(ConformanceCase.told("ping", payload));
      case 10 -> heard.add(ConformanceCase.told("pong", payload));
      default -> heard.add(ConformanceCase.told("opcode " + opcode, payload));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
