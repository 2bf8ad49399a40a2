package io.fabula.providers.cassette;

import io.fabula.providers.Usage;
import java.util.List;

/// A request and what was answered.
///
/// @param whole whether the answer was read to its end; else its reader left after these pieces
record Recording(Request request, List<Piece> pieces, Usage usage, boolean whole) {
  Recording {
    pieces = List.copyOf(pieces);
  }

  /// @param ms since the call was made
  record Piece(long ms, String text) {}
}
