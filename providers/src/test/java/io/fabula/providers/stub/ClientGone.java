package io.fabula.providers.stub;

import java.io.IOException;

/// The client closed its connection before the answer's end.
final class ClientGone extends IOException {
  private static final long serialVersionUID = 1L;

  ClientGone(IOException cause) {
    super(cause);
  }
}
