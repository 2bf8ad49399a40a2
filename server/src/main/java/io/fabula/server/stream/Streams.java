package io.fabula.server.stream;

import io.fabula.generator.Library;
import io.fabula.generator.Story;
import io.fabula.generator.Storyteller;
import io.fabula.generator.UnplayableException;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.event.EventEncoder;
import io.fabula.generator.event.Timeline;
import io.fabula.generator.narrative.Audience;
import io.fabula.generator.narrative.Narrative;
import io.fabula.generator.story.Telling;
import io.fabula.server.connection.Connection;
import io.fabula.server.connection.Frames;
import io.fabula.server.connection.Rejected;
import io.fabula.server.pacing.Metronome;
import io.fabula.server.pacing.Pacer;
import io.fabula.server.scheduling.BusyThreads;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// All streams of a server: what there is to listen to, and who listens. For any thread.
public final class Streams implements AutoCloseable {
  /// Events before the first that is told; to make so many takes a millisecond.
  private static final long LONG_WAY = 1000;

  private final Library library;
  private final Storyteller storyteller;
  private final Clock clock;
  private final Limits limits;
  private final BusyThreads busy;
  private final long seedOfResumable;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, SharedStream> shared = new HashMap<>();
  private final Tally tally = new Tally();

  /// As many as there are processors; streams take turns.
  private final List<Metronome> metronomes =
      Stream.generate(Metronome::new).limit(Runtime.getRuntime().availableProcessors()).toList();

  private final AtomicInteger turn = new AtomicInteger();

  /// Bounds of all streams.
  ///
  /// @param maxRate the highest rate that a stream may have
  /// @param outbox bytes that may wait for one client
  /// @param grace how long a client has to take the last of what was sent
  public record Limits(double maxRate, long outbox, Duration grace) {}

  /// @param seeds draws the seed of what must be repeatable although nobody gave one
  public Streams(
      Library library,
      Storyteller storyteller,
      Clock clock,
      Limits limits,
      BusyThreads busy,
      RandomGenerator seeds) {
    this.library = library;
    this.storyteller = storyteller;
    this.clock = clock;
    this.limits = limits;
    this.busy = busy;
    this.seedOfResumable = seeds.nextLong(1L << 53);
  }

  /// What is in the folder of narratives.
  ///
  /// @param playable what can be listened to
  /// @param faults why a narrative cannot, by its name
  public record Offer(List<Story> playable, Map<String, String> faults) {
    /// Copies both.
    public Offer {
      playable = List.copyOf(playable);
      faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    }
  }

  /// Reads all narratives of the folder.
  public Offer offer() {
    List<Story> playable = new ArrayList<>();
    Map<String, String> faults = new TreeMap<>();
    for (String name : library.names()) {
      try {
        playable.add(playable(name));
      } catch (Rejected rejected) {
        faults.put(name, String.valueOf(rejected.getMessage()));
      }
    }
    return new Offer(playable, faults);
  }

  private Story playable(String name) {
    return check(StreamRequest.parse(name, Map.of(), limits.maxRate()));
  }

  /// Checks that a request can be served, before anything is promised to its client.
  ///
  /// @throws Rejected with the status and the reason where it cannot
  public Story check(StreamRequest request) {
    return check(request, () -> find(request.name()));
  }

  /// The same for a story that the request's name does not lead to.
  ///
  /// @param found is asked once; it may say that the story's files are faulty
  /// @throws Rejected with the status and the reason where it cannot be served
  public Story check(StreamRequest request, Function<Library, Story> found) {
    return check(request, () -> readable(request.name(), () -> found.apply(library)));
  }

  private Story check(StreamRequest request, Supplier<Story> found) {
    Story story = found.get();
    Narrative narrative = story.narrative();
    mustNotExceed(narrative, request.telling());
    boolean repeatable;
    try {
      repeatable = storyteller.repeatable(story);
    } catch (UnplayableException e) {
      throw new Rejected(422, String.valueOf(e.getMessage()));
    }
    if (narrative.audience() == Audience.SHARED) {
      checkShared(story, request);
    } else if (request.from().isPresent() && request.from().getAsLong() > 1 && !repeatable) {
      throw Rejected.badRequest(
          "from=%d cannot be recomputed: a model writes '%s', never twice the same"
              .formatted(request.from().getAsLong(), request.name()));
    }
    return story;
  }

  /// The narrative's own wishes against the server's bound: above it a stream is refused, not
  /// slowed.
  private void mustNotExceed(Narrative narrative, Telling telling) {
    double wanted = telling.rate().orElse(narrative.highestRate());
    if (wanted > limits.maxRate()) {
      throw new Rejected(
          422,
          "'%s' asks for %s events a second, above streams.max_rate of %s"
              .formatted(narrative.name(), Rates.plain(wanted), Rates.plain(limits.maxRate())));
    }
  }

  private Story find(String name) {
    return readable(
        name,
        () ->
            library
                .named(name)
                .orElseThrow(
                    () ->
                        new Rejected(
                            404, "no stream '%s'; GET /streams lists all".formatted(name))));
  }

  private static Story readable(String name, Supplier<Story> story) {
    try {
      return story.get();
    } catch (InvalidDocumentException e) {
      throw new Rejected(422, String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw new Rejected(422, "the narrative '%s' cannot be read".formatted(name));
    }
  }

  private void checkShared(Story story, StreamRequest request) {
    if (request.changesStory()) {
      throw Rejected.badRequest(
          "'%s' is one story for all: only format and from may be given".formatted(request.name()));
    }
    if (request.from().isEmpty() || request.resumed()) {
      // Who was cut off gets what is still held.
      return;
    }
    long from = request.from().getAsLong();
    lock.lock();
    try {
      SharedStream running = shared.get(key(story));
      Optional<SharedStream> told = Optional.ofNullable(running).filter(stream -> !stream.isOver());
      long oldest = told.map(SharedStream::oldest).orElse(1L);
      long next = told.map(SharedStream::next).orElse(1L);
      if (from < oldest || from > next) {
        throw Rejected.badRequest(
            "from=%d is not held; '%s' can be heard from %d to %d, which comes next"
                .formatted(from, request.name(), oldest, next));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets a connection listen. What goes wrong from here on ends the connection.
  ///
  /// @param resumable whether the client may come back and go on: then the telling must be the same
  ///   again although nobody gave a seed
  public Playing listen(
      Story story, StreamRequest request, Connection connection, boolean resumable) {
    return story.narrative().audience() == Audience.SHARED
        ? listenShared(story, request, connection)
        : listenAlone(story, request, connection, resumable);
  }

  private Playing listenAlone(
      Story story, StreamRequest request, Connection connection, boolean resumable) {
    Telling telling = request.telling();
    boolean unseeded = telling.seed().isEmpty() && story.narrative().seed().isEmpty();
    if (unseeded && resumable) {
      telling = telling.withSeed(seedOfResumable);
    }
    Timeline timeline = storyteller.tell(story, telling);
    PrivateStream stream =
        new PrivateStream(
            request.name(),
            timeline,
            new Pacer(timeline, clock, System::nanoTime),
            connection,
            new Frames.Encoding(
                EventEncoder.of(request.format(), request.name(), timeline.seed()),
                connection.sse()),
            limits.outbox(),
            limits.grace(),
            tally.follower(),
            metronomes.get(Math.floorMod(turn.getAndIncrement(), metronomes.size())),
            busy,
            telling.from() > LONG_WAY);
    stream.start();
    return stream;
  }

  private Playing listenShared(Story story, StreamRequest request, Connection connection) {
    lock.lock();
    try {
      while (true) {
        SharedStream running = shared.get(key(story));
        if (running == null || running.isOver()) {
          running = open(story);
          shared.put(key(story), running);
        }
        Optional<Playing> joined = running.join(connection, request.format(), request.from());
        if (joined.isPresent()) {
          return joined.get();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// What tells one story from all others: two files may have the same name.
  private static String key(Story story) {
    return story.file().map(Path::toString).orElseGet(story::fingerprint);
  }

  private SharedStream open(Story story) {
    Narrative narrative = story.narrative();
    Timeline timeline = storyteller.tell(story, Telling.PLAIN);
    SharedStream stream =
        new SharedStream(
            narrative.name(),
            timeline,
            new Pacer(timeline, clock, System::nanoTime),
            narrative.catchup(),
            limits.outbox(),
            limits.grace(),
            tally.follower());
    stream.start();
    return stream;
  }

  /// What was counted while stories were written, over all streams.
  public Tally tally() {
    return tally;
  }

  /// Ends all shared tellings, and all that need no thread.
  @Override
  public void close() {
    lock.lock();
    try {
      shared.values().forEach(SharedStream::close);
      shared.clear();
    } finally {
      lock.unlock();
    }
    metronomes.forEach(Metronome::close);
  }
}
