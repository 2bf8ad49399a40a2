package io.fabula.server.config.feature;

import io.fabula.server.script.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One thing that an interactive endpoint does. Several stand together at one path; a message goes
/// to them in the order of this list, until one of them answers. Immutable.
public sealed interface Feature {

  /// Answers by the first rule that matches.
  ///
  /// @param fallback what is said where none does; empty for nothing
  record Rules(List<Rule> rules, List<Step> fallback) implements Feature {
    public Rules {
      rules = List.copyOf(rules);
      fallback = List.copyOf(fallback);
    }
  }

  /// Answers JSON-RPC 2.0.
  ///
  /// @param methods by name; `unknown` answers for those that are not there
  record Rpc(Map<String, Method> methods) implements Feature {
    /// The name of the method that answers for all others.
    public static final String CATCH_ALL = "unknown";

    public Rpc {
      methods = Map.copyOf(methods);
    }
  }

  /// Answers by JavaScript.
  record Scripted(Optional<Code> onConnect, Optional<Code> onMessage, Optional<Code> onClose)
      implements Feature {}

  /// Says the same in each situation.
  ///
  /// @param onClose what is said before the close frame, whoever closes first
  record Fixed(List<Reply> onConnect, List<Reply> onMessage, List<Reply> onClose)
      implements Feature {
    public Fixed {
      onConnect = List.copyOf(onConnect);
      onMessage = List.copyOf(onMessage);
      onClose = List.copyOf(onClose);
    }
  }

  /// Says back what it hears, text and binary, verbatim.
  record Echo() implements Feature {}

  /// Says something to each client again and again, counted from when it came.
  record Scheduled(Duration interval, Reply message) implements Feature {}

  /// Says the same to all clients of the path again and again.
  record Announced(Duration interval, Reply message) implements Feature {}
}
