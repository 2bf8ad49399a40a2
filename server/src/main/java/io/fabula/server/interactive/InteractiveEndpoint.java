package io.fabula.server.interactive;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.template.Conversation;
import io.fabula.server.config.feature.Feature;
import io.fabula.server.connection.Ending;
import io.fabula.server.connection.Frames;
import io.fabula.server.handler.Endpoint;
import io.fabula.server.handler.Peer;
import io.fabula.server.handler.Request;
import io.fabula.server.script.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An endpoint made of features. For any thread.
public final class InteractiveEndpoint implements Endpoint {
  private final List<Part> parts;
  private final boolean needsJson;
  private final Optional<String> initial;
  private final Surroundings around;

  private InteractiveEndpoint(List<Part> parts, Optional<String> initial, Surroundings around) {
    this.parts = List.copyOf(parts);
    this.initial = initial;
    this.around = around;
    this.needsJson =
        parts.stream().anyMatch(part -> part instanceof RulesPart rules && rules.needsJson());
  }

  /// Compiles an endpoint.
  ///
  /// @param features in the order in which messages go to them
  /// @param initial what each connection's state begins with, as JSON
  /// @throws InvalidDocumentException where a script is faulty
  public static InteractiveEndpoint compile(
      List<Feature> features, Optional<String> initial, Surroundings around)
      throws InterruptedException {
    Scripting scripting = new Scripting(around);
    List<Part> parts = new ArrayList<>();
    for (Feature feature : features) {
      parts.add(
          switch (feature) {
            case Feature.Rules rules -> new RulesPart(rules, scripting);
            case Feature.Rpc rpc -> new RpcPart(rpc, scripting);
            case Feature.Scripted scripts -> new ScriptPart(scripts, scripting);
            case Feature.Fixed fixed -> new FixedPart(fixed);
            case Feature.Echo() -> new EchoPart();
            case Feature.Scheduled scheduled -> new ScheduledPart(scheduled);
            case Feature.Announced announced ->
                new AnnouncedPart(announced, conversation("", around));
          });
    }
    return new InteractiveEndpoint(parts, initial, around);
  }

  private static Conversation conversation(String id, Surroundings around) {
    return new Conversation(
        id, around.connections(), around.clock(), new Dice(around.seeds().getAsLong()));
  }

  @Override
  public Opening admit(Request request) {
    return this::begin;
  }

  private io.fabula.server.handler.Conversation begin(Peer peer) {
    Dialogue client =
        new Dialogue(
            peer,
            conversation(peer.id(), around),
            initial.map(State::of).orElseGet(State::empty),
            around.rooms(),
            around.outbox());
    peer.connection().lastWords(() -> lastWords(client));
    Talk talk = new Talk(client);
    try {
      for (Part part : parts) {
        part.arrived(client);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Nobody else knows of this client yet, so nobody would say that it has left.
      talk.left();
      throw e;
    }
    return talk;
  }

  private List<Frames> lastWords(Dialogue client) {
    List<Frames> words = new ArrayList<>();
    for (Part part : parts) {
      try {
        part.parting(client, words);
      } catch (RuntimeException e) {
        // The connection ends all the same.
        client.failed(String.valueOf(e.getMessage()));
      }
    }
    return words;
  }

  /// What a client says goes to the parts.
  private final class Talk implements io.fabula.server.handler.Conversation {
    private final Dialogue client;

    private Talk(Dialogue client) {
      this.client = client;
    }

    @Override
    public void text(String text) throws InterruptedException {
      Heard message = new Heard(text);
      try {
        if (!answered(message) && needsJson && !message.isJson()) {
          client.answer(RulesPart.notJson());
        }
      } catch (TooDeepException e) {
        client.end(new Ending(1008, String.valueOf(e.getMessage()), true));
      }
    }

    private boolean answered(Heard message) throws InterruptedException {
      for (Part part : parts) {
        if (part.heard(client, message)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void binary(byte[] message) throws InterruptedException {
      for (Part part : parts) {
        if (part.heardBinary(client, message)) {
          return;
        }
      }
    }

    @Override
    public void left() {
      client.left();
      parts.forEach(part -> part.left(client));
    }
  }
}
