package io.fabula.server.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to be closed when a server stops, or does not start after all: the last first. For one
/// thread.
final class Resources implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

  private final Deque<AutoCloseable> all = new ArrayDeque<>();

  /// Takes over the closing.
  ///
  /// @return what was given
  <T extends AutoCloseable> T add(T resource) {
    all.push(resource);
    return resource;
  }

  /// Closes everything, whatever one of them throws.
  @Override
  public void close() {
    while (!all.isEmpty()) {
      AutoCloseable resource = all.pop();
      try {
        resource.close();
      } catch (Exception e) {
        LOG.atWarn().setCause(e).log("something could not be closed");
      }
    }
  }
}
