package io.fabula.server.interactive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabula.server.config.feature.Feature;
import io.fabula.server.config.feature.Reply;
import io.fabula.server.connection.Frames;
import java.util.List;

/// Says the same in each situation.
record FixedPart(Feature.Fixed said) implements Part {
  private static final JsonNode NOTHING = MissingNode.getInstance();

  @Override
  public void arrived(Dialogue client) throws InterruptedException {
    say(client, said.onConnect(), NOTHING);
  }

  @Override
  public boolean heard(Dialogue client, Heard message) throws InterruptedException {
    say(client, said.onMessage(), message.orText());
    return !said.onMessage().isEmpty();
  }

  @Override
  public boolean heardBinary(Dialogue client, byte[] message) throws InterruptedException {
    say(client, said.onMessage(), NOTHING);
    return !said.onMessage().isEmpty();
  }

  private static void say(Dialogue client, List<Reply> replies, JsonNode message)
      throws InterruptedException {
    for (Reply reply : replies) {
      client.answer(reply, message);
    }
  }

  @Override
  public void parting(Dialogue client, List<Frames> words) {
    if (!said.onClose().isEmpty()) {
      client.expanded(said.onClose(), NOTHING).ifPresent(words::add);
    }
  }
}
