package io.fabula.server.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version, as the build wrote it into the jar.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"fabula " + current(), "JDK " + Runtime.version()};
  }

  static String current() {
    return Objects.requireNonNullElse(
        Version.class.getPackage().getImplementationVersion(), "development");
  }
}
