package io.fabula.bench.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// Clients that say something, wait for the answer, and say the next thing: the round trips of a
/// server that echoes. One client blocks in its socket, which is the shortest way; several are
/// served by one selector.
public final class EchoClients implements AutoCloseable {
  private static final int TEXT = 0x81;
  private static final int MASKED_MEDIUM = 0x80 | 126;
  private static final int BUFFER = 1 << 16;

  private final List<Client> clients = new ArrayList<>();
  private final ByteBuffer question;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(BUFFER);

  private EchoClients(int payload) {
    question = question(payload);
  }

  /// Connects clients that each say messages of so many bytes.
  ///
  /// @param payload from 126 to 65,535
  public static EchoClients connect(URI uri, int size, int payload) throws IOException {
    EchoClients all = new EchoClients(payload);
    try {
      for (int i = 0; i < size; i++) {
        all.clients.add(all.new Client(uri));
      }
      return all;
    } catch (IOException | RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /// A masked frame (RFC 6455 section 5.3); the mask is zero, which leaves the text as it is.
  private static ByteBuffer question(int payload) {
    ByteBuffer frame = ByteBuffer.allocateDirect(8 + payload);
    frame.put((byte) TEXT).put((byte) MASKED_MEDIUM).putShort((short) payload).putInt(0);
    while (frame.hasRemaining()) {
      frame.put((byte) 'x');
    }
    return frame.flip();
  }

  /// Talks for so long.
  ///
  /// @param trips takes how long each round trip took
  /// @return how many round trips there were
  public long talk(long nanos, Samples trips) throws IOException {
    return clients.size() == 1 ? alone(nanos, trips) : together(nanos, trips);
  }

  private long alone(long nanos, Samples trips) throws IOException {
    Client client = clients.getFirst();
    long count = 0;
    long now = System.nanoTime();
    for (long end = now + nanos; now < end; count++) {
      client.ask(now);
      while (client.read() == 0) {
        // Only a part of the answer has come.
      }
      now = System.nanoTime();
      trips.add(now - client.asked);
    }
    return count;
  }

  private long together(long nanos, Samples trips) throws IOException {
    try (Selector selector = Selector.open()) {
      for (Client client : clients) {
        client.channel.configureBlocking(false);
        client.channel.register(selector, SelectionKey.OP_READ, client);
      }
      long[] count = new long[1];
      long end = System.nanoTime() + nanos;
      for (Client client : clients) {
        client.ask(System.nanoTime());
      }
      while (System.nanoTime() < end) {
        selector.select(key -> count[0] += answered((Client) key.attachment(), trips), 100);
      }
      return count[0];
    }
  }

  private int answered(Client client, Samples trips) {
    try {
      int whole = client.read();
      if (whole > 0) {
        long now = System.nanoTime();
        trips.add(now - client.asked);
        client.ask(now);
      }
      return whole;
    } catch (IOException e) {
      throw new RefusedException("the server hangs up: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
  }

  private final class Client {
    private final SocketChannel channel;
    private final FrameCounter counter = new FrameCounter();
    private long asked;

    private Client(URI uri) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.write(Upgrade.request(uri));
      Upgrade upgrade = new Upgrade();
      do {
        answer.clear();
        if (channel.read(answer) < 0) {
          throw new RefusedException("the server hangs up in the middle of the handshake");
        }
        answer.flip();
      } while (!upgrade.accept(answer));
    }

    private void ask(long now) throws IOException {
      asked = now;
      ByteBuffer frame = question.duplicate();
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    }

    private int read() throws IOException {
      answer.clear();
      if (channel.read(answer) < 0) {
        throw new IOException("the server has closed the connection");
      }
      return counter.accept(answer.flip());
    }
  }
}
