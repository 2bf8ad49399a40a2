package io.fabula.server.replay;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.replay.Lines;
import io.fabula.generator.replay.Recording;
import io.fabula.generator.template.Conversation;
import io.fabula.generator.template.Vocabulary;
import io.fabula.server.config.Playback;
import io.fabula.server.connection.Rejected;
import io.fabula.server.handler.Endpoint;
import io.fabula.server.handler.Peer;
import io.fabula.server.handler.Query;
import io.fabula.server.handler.Request;
import io.fabula.server.scheduling.BusyThreads;
import io.fabula.server.script.Transform;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Plays recordings: each client hears one from its start. The file is read anew for every client,
/// so that an edit is heard by the next.
public final class ReplayEndpoint implements Endpoint {
  private static final Set<String> PARAMETERS = Set.of("speed", "seed");

  private final ReplayShelf shelf;
  private final Playback playback;
  private final World world;
  private final Texts texts;
  private final @Nullable TransformFile transform;

  /// @param playback for who says nothing else
  public ReplayEndpoint(ReplayShelf shelf, Playback playback, World world) {
    this(shelf, playback, world, null);
  }

  private ReplayEndpoint(
      ReplayShelf shelf, Playback playback, World world, @Nullable TransformFile transform) {
    this.shelf = shelf;
    this.playback = playback;
    this.world = world;
    this.texts = new Texts(world.vocabulary());
    this.transform = transform;
  }

  /// The same recordings, changed by a script. Each client gets the script as it is when the client
  /// comes.
  public ReplayEndpoint changedBy(TransformFile script) {
    return new ReplayEndpoint(shelf, playback, world, script);
  }

  /// What all replays have of the server: what their tokens can see, and threads.
  ///
  /// @param connections how many there are
  /// @param seeds for who asks for none
  /// @param busy for who plays without pauses
  public record World(
      Vocabulary vocabulary,
      LongSupplier connections,
      Clock clock,
      LongSupplier seeds,
      BusyThreads busy) {}

  @Override
  public Opening admit(Request request) {
    Query query = Query.of(request.query(), PARAMETERS);
    OptionalLong seed = query.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    Playback wanted = query.text("speed").map(this::at).orElse(playback);
    Recording recording = shelf.find(request.name());
    mustBegin(recording);
    Optional<Transform> script = Optional.ofNullable(transform).map(ReplayEndpoint::compiled);
    return peer -> {
      @Nullable Transformer at = script.map(found -> new Transformer(found, peer)).orElse(null);
      return new Player(recording, wanted, texts, peer, told(peer, seed), at).started(world.busy());
    };
  }

  private static Transform compiled(TransformFile file) {
    try {
      return file.now();
    } catch (InvalidDocumentException e) {
      throw ReplayShelf.unplayable(file.name(), e);
    }
  }

  private Playback at(String speed) {
    try {
      return playback.at(Playback.speed(speed));
    } catch (IllegalArgumentException e) {
      throw Rejected.badRequest(String.valueOf(e.getMessage()));
    }
  }

  /// A recording that cannot even begin is refused while an HTTP status can be given.
  private static void mustBegin(Recording recording) {
    try (Lines lines = recording.read()) {
      lines.next();
    } catch (InvalidDocumentException e) {
      throw ReplayShelf.unplayable(recording.name(), e);
    } catch (IOException e) {
      throw new Rejected(422, recording.name() + " cannot be read");
    }
  }

  private Conversation told(Peer peer, OptionalLong seed) {
    return new Conversation(
        peer.id(), world.connections(), world.clock(), new Dice(seed.orElseGet(world.seeds())));
  }
}
