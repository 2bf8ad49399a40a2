package io.fabula.server.config;

import java.nio.file.Path;

/// Where the certificate of the server comes from. Immutable.
public sealed interface Tls {
  /// From PEM files.
  ///
  /// @param certificates the server's own first, then those that lead from it towards a root
  /// @param key may be in the same file
  record Files(Path certificates, Path key) implements Tls {}

  /// Made for development.
  ///
  /// @param folder where it is kept
  record SelfSigned(Path folder) implements Tls {}
}
