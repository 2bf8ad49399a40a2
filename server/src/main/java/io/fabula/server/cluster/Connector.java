package io.fabula.server.cluster;

import io.fabula.server.config.RedisSettings;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.netty.resolver.DefaultAddressResolverGroup;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes links. For one thread; closed once.
///
/// Lettuce would reconnect by itself, but only what once was connected, and it would repeat
/// commands whose answers it missed. So it is told to do neither.
final class Connector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  /// For name, handshake, TLS and password; nobody but this thread waits for it.
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  /// Commands under way on one connection; [Link] bounds their sizes.
  private static final int MOST_COMMANDS = 20_000;

  private final RedisURI uri;
  private final RedisSettings settings;
  private final Names names;
  private final ClientResources resources;
  private final RedisClient client;

  Connector(RedisSettings settings, Names names) {
    this.settings = settings;
    this.names = names;
    uri = RedisURI.create(settings.url());
    uri.setTimeout(CONNECTING);
    uri.setClientName("fabula-" + names.server());
    resources =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            // As everything else here resolves names.
            .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
            .build();
    client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(MOST_COMMANDS)
            .timeoutOptions(TimeoutOptions.create())
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .socketOptions(
                SocketOptions.builder().connectTimeout(CONNECTING).keepAlive(true).build())
            .build());
  }

  /// A link that hears.
  ///
  /// @throws AwayException where Redis cannot be reached, with the reason
  /// @throws RefusedException where it does not let this server in
  Link link(Consumer<String> notes, Runnable lost) throws InterruptedException {
    long deadline = System.nanoTime() + CONNECTING.toNanos();
    var commands = client.connectAsync(StringCodec.UTF8, uri);
    var messages = client.connectPubSubAsync(StringCodec.UTF8, uri);
    boolean whole = false;
    try {
      Link link =
          new Link(
              connected(commands, deadline),
              connected(messages, deadline),
              names,
              settings.timeout(),
              lost);
      link.listen(notes);
      whole = true;
      return link;
    } finally {
      if (!whole) {
        drop(commands);
        drop(messages);
      }
    }
  }

  private static <T> T connected(ConnectionFuture<T> connection, long deadline)
      throws InterruptedException {
    try {
      return connection.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AwayException("no connection within %ds".formatted(CONNECTING.toSeconds()), e);
    } catch (ExecutionException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new AwayException(String.valueOf(cause.getMessage()), e);
    }
  }

  /// Whenever it comes, nobody wants it any more.
  private static <T extends StatefulConnection<?, ?>> void drop(ConnectionFuture<T> connection) {
    var _ =
        connection.thenAccept(
            late -> {
              var _ = late.closeAsync();
            });
  }

  @Override
  public void close() {
    await(client.shutdownAsync(0, 1, TimeUnit.SECONDS));
    await(resources.shutdown(0, 1, TimeUnit.SECONDS));
  }

  private static void await(Future<?> shutdown) {
    try {
      shutdown.get(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.atDebug().setCause(e).log("the client of Redis does not stop");
    }
  }
}
