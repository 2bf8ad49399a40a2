package io.fabula.generator.event;

/// How an event looks on the wire.
public enum EventFormat {
  /// `{"type":...,"timestamp":...,"sequence":...,"data":{...}}`
  ENVELOPE,
  /// The bare data.
  DATA,
  /// A CloudEvents 1.0 event in the JSON format, with the sequence extension.
  CLOUDEVENTS
}
