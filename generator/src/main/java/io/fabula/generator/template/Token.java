package io.fabula.generator.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.match.NodePath;
import java.util.List;

/// What a token stands for. Immutable, shared by all conversations.
sealed interface Token {
  /// Appends the value: as a JSON value of the token's own type, or as text, unescaped.
  void write(Conversation told, boolean asJson, JsonBuffer out);

  /// Whether its text needs no escape in a JSON string.
  default boolean isPlain() {
    return true;
  }

  /// Whether its value is always a number.
  default boolean isNumber() {
    return false;
  }

  /// Whether its value is what the client said.
  default boolean isHeard() {
    return false;
  }

  /// A number, which is the same as text and as JSON.
  sealed interface Numeric extends Token {
    @Override
    default boolean isNumber() {
      return true;
    }
  }

  /// Text that has nothing to escape.
  sealed interface Plain extends Token {
    void text(Conversation told, JsonBuffer out);

    @Override
    default void write(Conversation told, boolean asJson, JsonBuffer out) {
      if (asJson) {
        out.put('"');
        text(told, out);
        out.put('"');
      } else {
        text(told, out);
      }
    }
  }

  /// `uuid`
  record Uuid() implements Plain {
    @Override
    public void text(Conversation told, JsonBuffer out) {
      long high = told.dice.next();
      out.uuid(high, told.dice.next());
    }
  }

  /// `now`, `now+1h`
  ///
  /// @param offsetMillis what is added
  record Now(long offsetMillis) implements Plain {
    /// 0000-01-01 and the last millisecond of 9999: what RFC 3339 can write.
    private static final long FIRST = -62_167_219_200_000L;

    private static final long LAST = 253_402_300_799_999L;

    @Override
    public void text(Conversation told, JsonBuffer out) {
      out.instant(Math.clamp(told.millis() + offsetMillis, FIRST, LAST));
    }
  }

  /// `date`
  record Date() implements Plain {
    @Override
    public void text(Conversation told, JsonBuffer out) {
      out.date(Math.clamp(told.millis(), Now.FIRST, Now.LAST));
    }
  }

  /// `timestamp`
  record Timestamp() implements Numeric {
    @Override
    public void write(Conversation told, boolean asJson, JsonBuffer out) {
      out.number(told.millis());
    }
  }

  /// `seq`
  record Sequence() implements Numeric {
    @Override
    public void write(Conversation told, boolean asJson, JsonBuffer out) {
      out.number(told.sequence());
    }
  }

  /// `randInt`
  record RandomInteger(long low, long high) implements Numeric {
    @Override
    public void write(Conversation told, boolean asJson, JsonBuffer out) {
      out.number(told.dice.between(low, high));
    }
  }

  /// `random_float`
  record RandomDecimal(double low, double high, int places) implements Numeric {
    @Override
    public void write(Conversation told, boolean asJson, JsonBuffer out) {
      out.decimal(low + told.dice.unit() * (high - low), places);
    }
  }

  /// `oneOf`, `faker`, and `env`, which leaves no choice.
  record Choice(List<Literal> options) implements Token {
    public Choice {
      options = List.copyOf(options);
    }

    @Override
    public void write(Conversation told, boolean asJson, JsonBuffer out) {
      int size = options.size();
      options.get(size == 1 ? 0 : told.dice.below(size)).write(asJson, out);
    }

    @Override
    public boolean isPlain() {
      return false;
    }
  }

  /// `connection.id`
  record ConnectionId() implements Token {
    @Override
    public void write(Conversation told, boolean asJson, JsonBuffer out) {
      told.id.write(asJson, out);
    }

    @Override
    public boolean isPlain() {
      return false;
    }
  }

  /// `connection_count`
  record ConnectionCount() implements Numeric {
    @Override
    public void write(Conversation told, boolean asJson, JsonBuffer out) {
      out.number(told.connections.getAsLong());
    }
  }

  /// `$.PATH`, `message.PATH`, `params.PATH`: what the client said.
  ///
  /// @param inParams whether the path starts at the message's `params`
  record Heard(NodePath path, boolean inParams) implements Token {
    @Override
    public void write(Conversation told, boolean asJson, JsonBuffer out) {
      JsonNode root = told.message();
      if (inParams) {
        root = root.path("params");
      }
      JsonNode found = root.isMissingNode() ? null : path.find(root);
      if (found == null || found.isNull()) {
        Literal.NOTHING.write(asJson, out);
      } else if (asJson) {
        NodeWriter.json(found, out);
      } else {
        NodeWriter.text(path.definite() || found.size() != 1 ? found : found.path(0), out);
      }
    }

    @Override
    public boolean isPlain() {
      return false;
    }

    @Override
    public boolean isHeard() {
      return true;
    }
  }
}
