package io.fabula.server.handler;

import io.fabula.server.connection.Connection;
import io.fabula.server.connection.Frames;

/// Says back what it hears, text and binary, verbatim. Who does not take it is not read from.
public final class EchoEndpoint implements Endpoint {
  private static final long MOST_UNREAD = 256 * 1024;

  @Override
  public Opening admit(Request request) {
    return peer -> new Echo(peer.connection());
  }

  private record Echo(Connection connection) implements Conversation {
    @Override
    public void text(String message) throws InterruptedException {
      say(Frames.text(message));
    }

    @Override
    public void binary(byte[] message) throws InterruptedException {
      say(Frames.binary(message));
    }

    @Override
    public boolean atOnce() {
      return connection.waiting() <= MOST_UNREAD;
    }

    private void say(Frames frames) throws InterruptedException {
      if (connection.awaitRoom(MOST_UNREAD)) {
        connection.send(frames);
      }
    }

    @Override
    public void left() {
      // holds nothing
    }
  }
}
