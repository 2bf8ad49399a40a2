package io.fabula.bench.micro;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabula.generator.chance.Dice;
import io.fabula.generator.document.Place;
import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.template.Conversation;
import io.fabula.generator.template.JsonTemplate;
import io.fabula.generator.template.Template;
import io.fabula.generator.template.Vocabulary;
import java.time.Clock;
import java.util.function.BiConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Templates, expanded into a reused buffer for a client that has said something.
@State(Scope.Thread)
@Fork(value = 1, jvmArgs = "-Xmx64m")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@OperationsPerInvocation(TemplateBench.BLOCK)
@SuppressWarnings("NullAway.Init") // rehearse() is called first.
public class TemplateBench {
  static final int BLOCK = 100;
  private static final int REHEARSAL = 20_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Place PLACE = Place.named("bench");
  private static final String MESSAGE =
      """
      {"type":"order","id":4711,"user":{"name":"Ann O'Neil","vip":true},
       "items":[{"sku":"a-1","price":1.10},{"sku":"b-2","price":20}],"params":{"id":"u-1"}}
      """;
  private static final String LINE =
      """
      {"type":"welcome","sessionId":"{{uuid}}","at":"{{now}}","to":"{{message.user.name}}",\
      "order":{{message.id}},"lucky":{{randInt 1 100}}}\
      """;

  @Param private Text text;

  private final Conversation told =
      new Conversation("c-1", () -> 1, Clock.systemUTC(), new Dice(7));
  private final JsonBuffer buffer = new JsonBuffer(4096);

  private BiConsumer<Conversation, JsonBuffer> template;

  /// What is expanded. `LINE_HEARD_ANEW` parses the message each time, as a line that waits for one
  /// does.
  public enum Text {
    NO_TOKENS("{\"type\":\"pong\"}"),
    UUID("{{uuid}}"),
    NOW("{{now}} {{now+1h}}"),
    RANDOM("{{randInt 1 100}} {{random_float 40000 50000}}"),
    ONE_OF("{{oneOf 'a' 'b' 'c'}} {{faker 'name.fullName'}}"),
    SEQUENCE("{{seq}} {{connection.id}}"),
    PATHS("{{message.user.name}} {{$.items[1].price}}"),
    PATHS_IN_STRINGS("[\"{{message.user.name}}\",\"{{message.items}}\"]"),
    FILTER("{{$.items[?(@.price > 10)].sku}}"),
    LINE(TemplateBench.LINE),
    LINE_AS_TREE(TemplateBench.LINE),
    LINE_HEARD_ANEW(TemplateBench.LINE);

    private final String source;

    Text(String source) {
      this.source = source;
    }

    private BiConsumer<Conversation, JsonBuffer> compile() throws JsonProcessingException {
      if (this == LINE_AS_TREE) {
        JsonNode tree = JSON.readTree(source.replaceAll(":(\\{\\{.*?}})", ":\"$1\""));
        return JsonTemplate.compile(tree, PLACE, Vocabulary.plain())::write;
      }
      Template line = Template.compile(source, PLACE, Vocabulary.plain());
      return this == LINE_HEARD_ANEW
          ? (client, out) -> line.write(client.heard(MESSAGE), out)
          : line::write;
    }
  }

  /// The client has spoken, and the JIT has seen every kind of token, as in a server.
  @Setup
  public void rehearse() throws JsonProcessingException {
    JsonNode message = JSON.readTree(MESSAGE);
    for (Text each : Text.values()) {
      told.heard(message);
      BiConsumer<Conversation, JsonBuffer> other = each.compile();
      for (int i = 0; i < REHEARSAL; i++) {
        other.accept(told, buffer.clear());
      }
    }
    told.heard(message);
    template = text.compile();
  }

  /// One text.
  @Benchmark
  public long expand() {
    long bytes = 0;
    for (int i = 0; i < BLOCK; i++) {
      template.accept(told, buffer.clear());
      bytes += buffer.length();
    }
    return bytes;
  }
}
