package io.fabula.server.connection;

import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/// A frame whose bytes lie ready, alone or with all that are to leave behind it.
///
/// Jetty writes the head of a frame itself, from the opcode and [#getPayloadLength], and then the
/// payload as it finds it. So a run of frames is one frame to Jetty: the length is that of its
/// first payload, and the buffer goes on behind it with the next frame's head. One object, one
/// entry in Jetty's queue and one write for a thousand events, and no byte is copied for it. That
/// holds where nothing looks into payloads, which is where no extension was negotiated.
final class WireFrame extends Frame {
  private final int first;
  private final int end;

  private WireFrame(byte[] bytes, int at, int first, int end) {
    super(
        FrameHead.isBinary(bytes, at) ? OpCode.BINARY : OpCode.TEXT,
        rest(bytes, at + FrameHead.sizeAt(bytes, at), end));
    this.first = first;
    this.end = end;
  }

  private static ByteBuffer rest(byte[] bytes, int from, int end) {
    return ByteBuffer.wrap(bytes, from, end - from);
  }

  /// All frames that lie in `bytes`, of which there must be one.
  static WireFrame all(byte[] bytes) {
    return new WireFrame(bytes, 0, FrameHead.payloadAt(bytes, 0), bytes.length);
  }

  /// The one frame that stands at `at`.
  static WireFrame single(byte[] bytes, int at) {
    int payload = FrameHead.payloadAt(bytes, at);
    return new WireFrame(bytes, at, payload, at + FrameHead.sizeAt(bytes, at) + payload);
  }

  /// Where the next frame would stand.
  int end() {
    return end;
  }

  /// The length that Jetty writes into the head: that of the first payload.
  @Override
  public int getPayloadLength() {
    return first;
  }
}
