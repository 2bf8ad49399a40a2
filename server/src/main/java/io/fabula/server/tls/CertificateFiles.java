package io.fabula.server.tls;

import io.fabula.generator.document.FileStamp;
import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A certificate and its key as PEM files that somebody may renew at any time. For one thread.
public final class CertificateFiles {
  private final Path certificates;
  private final Path key;
  private List<Optional<FileStamp>> seen = List.of();

  /// @param certificates the server's own first, then those that lead towards a root
  /// @param key may be the same file
  public CertificateFiles(Path certificates, Path key) {
    this.certificates = certificates;
    this.key = key;
  }

  /// Reads both.
  ///
  /// @throws InvalidDocumentException where they cannot be used, with the file and what is wrong
  /// @throws java.io.UncheckedIOException where they cannot be read
  public Credentials read() {
    seen = stamps();
    return Pem.read(certificates, key);
  }

  /// What is in the files, where either has changed since they were read last. Those who renew
  /// write one after the other, so a fault in between is to be expected.
  ///
  /// @throws InvalidDocumentException as [#read], once for each change
  /// @throws java.io.UncheckedIOException as [#read], once for each change
  public Optional<Credentials> renewed() {
    return stamps().equals(seen) ? Optional.empty() : Optional.of(read());
  }

  private List<Optional<FileStamp>> stamps() {
    return List.of(stamp(certificates), stamp(key));
  }

  /// Links are followed: secrets of a container change by a link that leads elsewhere.
  private static Optional<FileStamp> stamp(Path file) {
    try {
      return Optional.of(FileStamp.of(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
