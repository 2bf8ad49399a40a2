package io.fabula.server.interactive;

import io.fabula.server.connection.Frames;

/// Says back what it hears.
record EchoPart() implements Part {
  @Override
  public boolean heard(Dialogue client, Heard message) throws InterruptedException {
    client.answer(Frames.text(message.text()));
    return true;
  }

  @Override
  public boolean heardBinary(Dialogue client, byte[] message) throws InterruptedException {
    client.answer(Frames.binary(message));
    return true;
  }
}
