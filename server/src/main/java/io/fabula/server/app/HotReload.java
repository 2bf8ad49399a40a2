package io.fabula.server.app;

import io.fabula.generator.document.FileStamp;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.server.config.ConfigSource;
import io.fabula.server.config.FabulaConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the configuration file again and again, and hands on what it says when it has changed.
/// A file with faults changes nothing. A thread of its own, until it is closed.
final class HotReload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HotReload.class);

  /// A saved file is to take effect within a second.
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final ConfigSource source;
  private final Consumer<FabulaConfig> apply;
  private final Thread thread;
  private Optional<FileStamp> seen;

  private HotReload(ConfigSource source, Consumer<FabulaConfig> apply) {
    this.source = source;
    this.apply = apply;
    this.seen = stamp();
    this.thread = Thread.ofVirtual().name("hot-reload").unstarted(this::watch);
  }

  /// Begins to look.
  ///
  /// @param apply puts a configuration into effect; what it throws is logged, and nothing has
  ///   changed
  static HotReload start(ConfigSource source, Consumer<FabulaConfig> apply) {
    HotReload reload = new HotReload(source, apply);
    reload.thread.start();
    return reload;
  }

  private Optional<FileStamp> stamp() {
    try {
      return Optional.of(FileStamp.of(source.file()));
    } catch (IOException | InvalidDocumentException e) {
      // While an editor replaces it there may be none.
      return Optional.empty();
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        Optional<FileStamp> now = stamp();
        if (now.isPresent() && !now.equals(seen)) {
          seen = now;
          reload();
        }
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private void reload() {
    try {
      apply.accept(source.read());
      LOG.atInfo().addKeyValue("file", source.file()).log("the configuration was read again");
    } catch (InvalidDocumentException e) {
      LOG.atError()
          .addKeyValue("file", source.file())
          .addKeyValue("faults", e.getMessage())
          .log("the changed configuration has faults; the one before stays");
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("file", source.file())
          .setCause(e)
          .log("the changed configuration cannot be used; the one before stays");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
