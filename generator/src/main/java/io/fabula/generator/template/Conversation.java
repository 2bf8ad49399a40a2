package io.fabula.generator.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabula.generator.chance.Dice;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What templates say to one client: its chance, its time, its counter, and what it said last. The
/// same seed, clock and messages give the same bytes. For one thread.
public final class Conversation {
  final Dice dice;
  final Literal id;
  final LongSupplier connections;
  private final Clock clock;

  private JsonNode message = MissingNode.getInstance();
  private @Nullable String unread;

  private long sequence;
  private boolean counted;
  private long millis;
  private boolean timed;

  /// A conversation that has not begun.
  ///
  /// @param id what `connection.id` is
  /// @param connections what `connection_count` is, asked for whenever it is written
  /// @param clock what `now`, `date` and `timestamp` show; read at most once for each expansion
  /// @param dice this connection's own
  public Conversation(String id, LongSupplier connections, Clock clock, Dice dice) {
    this.id = Literal.text(id);
    this.connections = connections;
    this.clock = clock;
    this.dice = dice;
  }

  /// The client said this, which is JSON or any other text. It is parsed when a token asks for it.
  public Conversation heard(String text) {
    unread = text;
    return this;
  }

  /// The client said this, parsed already.
  public Conversation heard(JsonNode parsed) {
    message = parsed;
    unread = null;
    return this;
  }

  /// Nothing was said: paths find nothing, as before the first message.
  public Conversation heardNothing() {
    return heard(MissingNode.getInstance());
  }

  /// A text is about to be written: time and counter are the same in all of it.
  void begin() {
    counted = false;
    timed = false;
  }

  JsonNode message() {
    String text = unread;
    if (text != null) {
      message = Messages.read(text);
      unread = null;
    }
    return message;
  }

  /// The number of this text among those that count.
  long sequence() {
    if (!counted) {
      sequence++;
      counted = true;
    }
    return sequence;
  }

  long millis() {
    if (!timed) {
      millis = clock.millis();
      timed = true;
    }
    return millis;
  }
}
