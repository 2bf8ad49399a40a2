package io.fabula.server.replay;

import io.fabula.server.handler.Peer;
import io.fabula.server.script.Caller;
import io.fabula.server.script.Datum;
import io.fabula.server.script.Scene;
import io.fabula.server.script.ScriptException;
import io.fabula.server.script.State;
import io.fabula.server.script.Transform;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A transform at work for one client, with what it remembers of it. For the thread that plays.
final class Transformer {
  private final Transform transform;
  private final Caller caller;
  private final State state = State.empty();

  Transformer(Transform transform, Peer peer) {
    this.transform = transform;
    this.caller = Caller.of(peer.id(), peer.request().path(), peer.request().headers());
  }

  /// What becomes of a text message, in its order; nothing where it is dropped.
  ///
  /// @throws ScriptException where the script fails
  List<Datum> text(String text) throws InterruptedException {
    return changed(new Line(text, null), Datum.text(text));
  }

  /// What becomes of a binary message, in its order; nothing where it is dropped.
  ///
  /// @throws ScriptException where the script fails
  List<Datum> binary(byte[] bytes) throws InterruptedException {
    String base64 = Base64.getEncoder().encodeToString(bytes);
    return changed(new Line(null, base64), new Datum.Binary(base64));
  }

  private List<Datum> changed(Line line, Datum same) throws InterruptedException {
    return switch (transform.of(line)) {
      case Transform.Change.None() -> List.of(same);
      case Transform.Change.Into(List<Datum> values) -> values;
    };
  }

  private final class Line implements Scene {
    private final @Nullable String text;
    private final @Nullable String bytes;

    Line(@Nullable String text, @Nullable String bytes) {
      this.text = text;
      this.bytes = bytes;
    }

    @Override
    public Caller caller() {
      return caller;
    }

    @Override
    public Optional<String> message() {
      return Optional.ofNullable(text);
    }

    @Override
    public Optional<String> binary() {
      return Optional.ofNullable(bytes);
    }

    @Override
    public State state() {
      return state;
    }

    @Override
    public Optional<Datum> call(String function, List<Datum> arguments) {
      throw new IllegalArgumentException("a transform has no function " + function);
    }
  }
}
