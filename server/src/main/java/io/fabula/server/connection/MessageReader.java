package io.fabula.server.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Utf8StringBuilder;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.BadPayloadException;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;
import org.jspecify.annotations.Nullable;

/// Makes messages of one client's frames (RFC 6455 section 5.4) and hands them to its receiver: on
/// the thread that read them where the receiver says so, else on a virtual thread, which then reads
/// on. Frames are asked for one by one, so there is never more than one at work. An idle client
/// costs no buffer.
final class MessageReader implements FrameHandler {
  private static final char REPLACEMENT = '\ufffd';

  private final Receiver receiver;
  private final int most;
  private final AtomicBoolean ended = new AtomicBoolean();
  private @Nullable CoreSession session;

  /// The parts of a message in several frames; of the two there is one at most.
  private @Nullable Utf8StringBuilder text;

  private @Nullable ByteArrayOutputStream binary;

  /// @param most bytes of a message; more is 1009
  MessageReader(Receiver receiver, int most) {
    this.receiver = receiver;
    this.most = most;
  }

  @Override
  public void onOpen(CoreSession opened, Callback callback) {
    session = opened;
    try {
      receiver.opened(new WebSocketConnection(opened));
      callback.succeeded();
    } catch (RuntimeException e) {
      callback.failed(e);
      return;
    }
    opened.demand();
  }

  @Override
  public void onFrame(Frame frame, Callback callback) {
    try {
      switch (frame.getOpCode()) {
        case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> data(frame, callback);
        case OpCode.PING -> pong(frame, callback);
        case OpCode.CLOSE -> elsewhere(() -> end(callback));
        default -> goOn(callback);
      }
    } catch (RuntimeException e) {
      callback.failed(e);
    }
  }

  private void goOn(Callback callback) {
    callback.succeeded();
    demand();
  }

  private void demand() {
    CoreSession from = session;
    if (from != null) {
      from.demand();
    }
  }

  private void pong(Frame ping, Callback callback) {
    CoreSession to = session;
    if (to != null) {
      ByteBuffer payload = ByteBuffer.wrap(bytes(ping));
      // Nothing more is read from who does not take the answer.
      Callback taken = Callback.from(() -> goOn(callback), callback::failed);
      to.sendFrame(new Frame(OpCode.PONG, payload), taken, false);
    }
  }

  private void data(Frame frame, Callback callback) {
    if (frame.getOpCode() == OpCode.CONTINUATION || !frame.isFin()) {
      part(frame, callback);
      return;
    }
    tooLarge(frame.getPayloadLength());
    byte[] payload = bytes(frame);
    if (frame.getOpCode() == OpCode.BINARY) {
      deliver(() -> receiver.binary(payload), callback);
    } else {
      String message = decode(payload);
      deliver(() -> receiver.text(message), callback);
    }
  }

  private void tooLarge(long size) {
    if (size > most) {
      throw new MessageTooLargeException("a message may have %,d bytes".formatted(most));
    }
  }

  private static byte[] bytes(Frame frame) {
    ByteBuffer payload = frame.getPayload();
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  /// The JDK decodes fast and puts U+FFFD for what is no UTF-8; only a text with such a character
  /// needs a second look.
  private static String decode(byte[] payload) {
    String decoded = new String(payload, StandardCharsets.UTF_8);
    if (decoded.indexOf(REPLACEMENT) < 0) {
      return decoded;
    }
    Utf8StringBuilder strict = new Utf8StringBuilder();
    strict.append(ByteBuffer.wrap(payload));
    return strict.takeCompleteString(BadPayloadException.InvalidUtf8::new);
  }

  private void part(Frame frame, Callback callback) {
    if (frame.getOpCode() == OpCode.TEXT) {
      text = new Utf8StringBuilder();
    } else if (frame.getOpCode() == OpCode.BINARY) {
      binary = new ByteArrayOutputStream();
    }
    Utf8StringBuilder characters = text;
    ByteArrayOutputStream octets = binary;
    if (characters != null) {
      tooLarge((long) characters.length() + frame.getPayloadLength());
      characters.append(frame.getPayload());
      partOfText(characters, frame.isFin(), callback);
    } else if (octets != null) {
      tooLarge((long) octets.size() + frame.getPayloadLength());
      octets.writeBytes(bytes(frame));
      if (frame.isFin()) {
        binary = null;
        byte[] message = octets.toByteArray();
        deliver(() -> receiver.binary(message), callback);
      } else {
        goOn(callback);
      }
    }
  }

  private void partOfText(Utf8StringBuilder characters, boolean last, Callback callback) {
    if (last) {
      text = null;
      String message = characters.takeCompleteString(BadPayloadException.InvalidUtf8::new);
      deliver(() -> receiver.text(message), callback);
    } else if (characters.hasCodingErrors()) {
      throw new BadPayloadException.InvalidUtf8();
    } else {
      goOn(callback);
    }
  }

  private void deliver(Runnable message, Callback callback) {
    if (receiver.atOnce()) {
      handOver(message, callback);
    } else {
      elsewhere(() -> handOver(message, callback));
    }
  }

  private void handOver(Runnable message, Callback callback) {
    try {
      message.run();
    } catch (RuntimeException e) {
      callback.failed(e);
      return;
    }
    goOn(callback);
  }

  /// On a virtual thread, which may be this one.
  private static void elsewhere(Runnable task) {
    if (Thread.currentThread().isVirtual()) {
      task.run();
    } else {
      Thread.ofVirtual().name("reader").start(task);
    }
  }

  private void end(Callback callback) {
    if (!ended.getAndSet(true)) {
      receiver.ended();
    }
    callback.succeeded();
  }

  @Override
  public void onError(Throwable cause, Callback callback) {
    elsewhere(() -> end(callback));
  }

  @Override
  public void onClosed(CloseStatus status, Callback callback) {
    elsewhere(() -> end(callback));
  }
}
