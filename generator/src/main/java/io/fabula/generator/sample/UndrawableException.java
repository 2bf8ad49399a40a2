package io.fabula.generator.sample;

import java.util.List;
import java.util.stream.Collectors;

/// No event is found that the declared schemas allow. The message names types and places.
public final class UndrawableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  UndrawableException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  /// A type of which nothing can be drawn.
  ///
  /// @param path where in the type's schema, as a JSON Pointer
  public record Fault(String type, String path, String message) {
    @Override
    public String toString() {
      return type.isEmpty()
          ? message
          : "no '%s' can be drawn from its schema%s: %s"
              .formatted(type, path.isEmpty() ? "" : " at " + path, message);
    }
  }

  public List<Fault> faults() {
    return faults;
  }
}
