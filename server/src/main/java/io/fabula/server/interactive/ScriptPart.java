package io.fabula.server.interactive;

import io.fabula.server.config.feature.Feature;
import io.fabula.server.connection.Frames;
import io.fabula.server.script.Code;
import io.fabula.server.script.Script;
import io.fabula.server.script.ScriptException;
import java.util.List;
import java.util.Optional;

/// Answers by JavaScript.
final class ScriptPart implements Part {
  private final Scripting scripting;
  private final Optional<Script> onConnect;
  private final Optional<Script> onMessage;
  private final Optional<Script> onClose;

  ScriptPart(Feature.Scripted scripts, Scripting scripting) throws InterruptedException {
    this.scripting = scripting;
    this.onConnect = compiled(scripts.onConnect());
    this.onMessage = compiled(scripts.onMessage());
    this.onClose = compiled(scripts.onClose());
  }

  private Optional<Script> compiled(Optional<Code> code) throws InterruptedException {
    return code.isEmpty() ? Optional.empty() : Optional.of(scripting.handler(code.get()));
  }

  @Override
  public void arrived(Dialogue client) throws InterruptedException {
    if (onConnect.isPresent()) {
      scripting.answer(onConnect.get(), client, Utterance.NONE);
    }
  }

  @Override
  public boolean heard(Dialogue client, Heard message) throws InterruptedException {
    if (onMessage.isPresent()) {
      scripting.answer(onMessage.get(), client, Utterance.text(message.text()));
    }
    return onMessage.isPresent();
  }

  @Override
  public boolean heardBinary(Dialogue client, byte[] message) throws InterruptedException {
    if (onMessage.isPresent()) {
      scripting.answer(onMessage.get(), client, Utterance.binary(message));
    }
    return onMessage.isPresent();
  }

  @Override
  public void parting(Dialogue client, List<Frames> words) {
    if (onClose.isEmpty()) {
      return;
    }
    try {
      scripting.part(onClose.get(), client, words);
    } catch (ScriptException e) {
      client.failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
