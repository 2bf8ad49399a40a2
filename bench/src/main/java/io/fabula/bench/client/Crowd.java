package io.fabula.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/// Any number of listening clients, read by the thread that calls. Each read takes what has come
/// into one buffer and counts its frames there, so that a client costs one system call for many
/// frames and nothing else.
public final class Crowd implements AutoCloseable {
  private static final int BUFFER = 1 << 18;
  private static final long PATIENCE_MILLIS = 30_000;

  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final Arrivals arrivals;
  private int open;
  private int heard;
  private long frames;

  /// Is told of whole messages as they come.
  @FunctionalInterface
  public interface Arrivals {
    /// So many messages more have come to a client, read at one moment.
    ///
    /// @param client from 0
    /// @param count of the messages
    /// @param nanos as [System#nanoTime], before they were looked at
    void came(int client, int count, long nanos);
  }

  private Crowd(Arrivals arrivals) throws IOException {
    this.selector = Selector.open();
    this.arrivals = arrivals;
  }

  /// Connects clients and waits until the server has let in all of them.
  ///
  /// @param atOnce handshakes that may be under way
  /// @throws RefusedException where it lets one not in
  public static Crowd connect(URI uri, int size, int atOnce) throws IOException {
    return connect(_ -> uri, size, atOnce, (_, _, _) -> {});
  }

  /// The same, each client with an address of its own, and somebody to be told of what comes.
  public static Crowd connect(IntFunction<URI> uris, int size, int atOnce, Arrivals arrivals)
      throws IOException {
    Crowd crowd = new Crowd(arrivals);
    try {
      crowd.connectAll(uris, size, atOnce);
      return crowd;
    } catch (IOException | RuntimeException e) {
      crowd.close();
      throw e;
    }
  }

  private void connectAll(IntFunction<URI> uris, int size, int atOnce) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (open < size) {
      while (clients.size() < size && clients.size() - open < atOnce) {
        clients.add(new Client(clients.size(), uris.apply(clients.size())));
      }
      select(100);
      if (System.nanoTime() > deadline) {
        throw new RefusedException("%d of %d clients were let in".formatted(open, size));
      }
    }
  }

  /// Reads until it is told to stop; asked after each round of reading.
  public void receiveUntil(BooleanSupplier enough) throws IOException {
    while (!enough.getAsBoolean()) {
      select(1);
    }
  }

  /// Reads for so long.
  public void receive(long nanos) throws IOException {
    long end = System.nanoTime() + nanos;
    receiveUntil(() -> System.nanoTime() >= end);
  }

  /// Whole messages so far, of all clients.
  public long frames() {
    return frames;
  }

  /// Clients that have had a message.
  public int heard() {
    return heard;
  }

  /// Clients with whom the server has parted.
  public int gone() {
    return (int) clients.stream().filter(client -> client.gone).count();
  }

  /// The close codes that clients were given, 0 where the connection was cut.
  public List<Integer> closeCodes() {
    return clients.stream()
        .filter(client -> client.gone)
        .map(client -> client.counter.closeCode())
        .toList();
  }

  /// Checks that nobody has been parted with.
  ///
  /// @throws RefusedException where somebody has
  public void allMustBeThere() {
    if (gone() > 0) {
      throw new RefusedException(
          "the server has parted with %d of %d clients, close codes %s"
              .formatted(gone(), clients.size(), closeCodes().stream().distinct().toList()));
    }
  }

  private void select(long millis) throws IOException {
    try {
      selector.select(
          key -> {
            try {
              ((Client) key.attachment()).ready(key);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          },
          millis);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  private final class Client {
    private final int number;
    private final URI uri;
    private final SocketChannel channel = SocketChannel.open();
    private final FrameCounter counter = new FrameCounter();
    private final Upgrade upgrade = new Upgrade();
    private boolean upgraded;
    private boolean gone;
    private long frames;

    private Client(int number, URI uri) throws IOException {
      this.number = number;
      this.uri = uri;
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
      channel.register(selector, SelectionKey.OP_CONNECT, this);
    }

    private void ready(SelectionKey key) throws IOException {
      if (key.isConnectable()) {
        channel.finishConnect();
        channel.write(Upgrade.request(uri));
        key.interestOps(SelectionKey.OP_READ);
        return;
      }
      buffer.clear();
      int read;
      try {
        read = channel.read(buffer);
      } catch (IOException e) {
        read = -1;
      }
      if (read < 0) {
        leave(key);
        return;
      }
      long nanos = System.nanoTime();
      buffer.flip();
      if (!upgraded && upgrade.accept(buffer)) {
        upgraded = true;
        open++;
      }
      count(nanos);
    }

    private void count(long nanos) {
      int whole = counter.accept(buffer);
      if (whole > 0) {
        heard += this.frames == 0 ? 1 : 0;
        this.frames += whole;
        Crowd.this.frames += whole;
        arrivals.came(number, whole, nanos);
      }
      gone |= counter.closed();
    }

    private void leave(SelectionKey key) {
      if (!upgraded) {
        throw new RefusedException("the server hangs up in the middle of the handshake");
      }
      gone = true;
      key.cancel();
    }
  }
}
