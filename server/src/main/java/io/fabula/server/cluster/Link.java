package io.fabula.server.cluster;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// Two connections to Redis, one for commands and one that hears what is published. For any thread.
///
/// Whoever does not get an answer in time makes the link doubtful, so that nobody waits for the
/// same silence twice. Its keeper then asks with more patience: the link is trusted again, or cut
/// and never mended. So no command is ever repeated either.
final class Link implements AutoCloseable {
  /// What may be under way, in characters; a command counts for [#COMMAND] at least.
  private static final long MOST = 16L << 20;

  private static final int COMMAND = 1024;

  /// How long the keeper waits, for whom nobody waits: a busy machine shall not cost a link.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final StatefulRedisConnection<String, String> commands;
  private final StatefulRedisPubSubConnection<String, String> messages;
  private final Names names;
  private final Duration timeout;
  private final Runnable lost;
  private final AtomicLong underWay = new AtomicLong();
  private final BlockingQueue<String> echoes = new ArrayBlockingQueue<>(16);
  private volatile boolean doubtful;
  private volatile boolean cut;

  /// A link on two connections that belong to it from now on.
  ///
  /// @param timeout how long an answer may take
  /// @param lost told when something is wrong with it; returns at once
  Link(
      StatefulRedisConnection<String, String> commands,
      StatefulRedisPubSubConnection<String, String> messages,
      Names names,
      Duration timeout,
      Runnable lost) {
    this.commands = commands;
    this.messages = messages;
    this.names = names;
    this.timeout = timeout;
    this.lost = lost;
  }

  /// Begins to hear.
  ///
  /// @param notes what is said in rooms, this server's own notes among them; called by a thread of
  ///   the connection
  void listen(Consumer<String> notes) throws InterruptedException {
    Ending ending = new Ending();
    commands.addListener(ending);
    messages.addListener(ending);
    messages.addListener(new Hearing(notes));
    answer(messages.async().subscribe(names.rooms(), names.own()), patience());
  }

  private final class Ending extends RedisConnectionStateAdapter {
    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
      lost.run();
    }
  }

  private final class Hearing extends RedisPubSubAdapter<String, String> {
    private final Consumer<String> notes;

    private Hearing(Consumer<String> notes) {
      this.notes = notes;
    }

    @Override
    public void message(String channel, String message) {
      if (channel.equals(names.rooms())) {
        notes.accept(message);
      } else if (!echoes.offer(message)) {
        echoes.clear();
      }
    }
  }

  boolean usable() {
    return !cut && commands.isOpen() && messages.isOpen();
  }

  /// Whether answers come.
  boolean trusted() {
    return !doubtful;
  }

  /// Until when the keeper waits for an answer to what it asks now, for [#answer].
  long patience() {
    return System.nanoTime() + PATIENCE.toNanos();
  }

  /// Until when something that a script asks now is to be answered, for [#answer].
  long deadline() {
    return System.nanoTime() + timeout.toNanos();
  }

  /// Sends a command without waiting for its answer.
  ///
  /// @param size of the command, in characters
  /// @throws AwayException where too much is under way already
  <T> CompletionStage<T> send(
      int size, Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
    long counted = Math.max(size, COMMAND);
    if (underWay.addAndGet(counted) > MOST) {
      underWay.addAndGet(-counted);
      throw new AwayException("Redis does not keep up with what it is told");
    }
    try {
      return command.apply(commands.async()).whenComplete((_, _) -> underWay.addAndGet(-counted));
    } catch (RuntimeException e) {
      underWay.addAndGet(-counted);
      throw e;
    }
  }

  /// Sends a command and waits for its answer.
  ///
  /// @throws AwayException where none comes in time
  /// @throws RefusedException where it is an error
  <T> T ask(int size, Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command)
      throws InterruptedException {
    long deadline = deadline();
    return answer(send(size, command), deadline);
  }

  /// The answer to what has been sent.
  ///
  /// @throws AwayException where it does not come before the deadline
  /// @throws RefusedException where it is an error
  <T> T answer(CompletionStage<T> sent, long deadline) throws InterruptedException {
    try {
      Future<T> answer = sent.toCompletableFuture();
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      doubtful = true;
      lost.run();
      throw new AwayException(
          "the shared state is out of reach: Redis has not answered in time", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RedisCommandExecutionException refusal) {
        throw new RefusedException(String.valueOf(refusal.getMessage()), refusal);
      }
      throw new AwayException("the shared state is out of reach: the connection to Redis broke", e);
    }
  }

  /// Makes sure that what is published is heard; otherwise cuts the link.
  ///
  /// @throws AwayException where it is not
  void hearMyself() throws InterruptedException {
    long deadline = patience();
    String said = Long.toString(deadline);
    echoes.clear();
    try {
      answer(commands.async().publish(names.own(), said), deadline);
    } catch (AwayException e) {
      close();
      throw e;
    }
    String heard = "";
    while (!said.equals(heard)) {
      heard = echoes.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (heard == null) {
        close();
        throw new AwayException("Redis does not pass on what is published");
      }
    }
    doubtful = false;
  }

  /// Cuts it: whoever waits for an answer gets an error. Returns at once.
  @Override
  public void close() {
    cut = true;
    var _ = commands.closeAsync();
    var _ = messages.closeAsync();
    lost.run();
  }
}
