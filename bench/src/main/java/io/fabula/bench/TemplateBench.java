package io.fabula.bench;

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
import java.util.Locale;
import java.util.function.BiConsumer;

/// Templates, expanded into a reused buffer for a client that has said something. `heard anew`
/// parses the message each time, as a line that waits for one does.
public final class TemplateBench {
  private static final Place PLACE = Place.named("bench");
  private static final String MESSAGE =
      """
      {"type":"order","id":4711,"user":{"name":"Ann O'Neil","vip":true},
       "items":[{"sku":"a-1","price":1.10},{"sku":"b-2","price":20}],"params":{"id":"u-1"}}
      """;
  private static final String LINE =
      """
      {"type":"welcome","sessionId":"{{uuid}}","at":"{{now}}","to":"{{message.user.name}}",\
      "order":{{message.id}},"lucky":{{randInt 1 100}}}""";

  private final Conversation told =
      new Conversation("c-1", () -> 1, Clock.systemUTC(), new Dice(7));
  private final JsonBuffer buffer = new JsonBuffer(4096);

  private TemplateBench() throws JsonProcessingException {
    told.heard(new ObjectMapper().readTree(MESSAGE));
  }

  /// Measures all, in one process: the JIT sees every kind of token, as in a server.
  public static void main(String[] arguments) throws InterruptedException, JsonProcessingException {
    System.out.printf("%-24s %7s %12s %8s %14s%n", "", "bytes", "texts/s", "spread", "tokens/s");
    TemplateBench bench = new TemplateBench();
    bench.text("no tokens", 0, "{\"type\":\"pong\"}");
    bench.text("uuid", 1, "{{uuid}}");
    bench.text("now, now+1h", 2, "{{now}} {{now+1h}}");
    bench.text("randInt, random_float", 2, "{{randInt 1 100}} {{random_float 40000 50000}}");
    bench.text("oneOf, faker", 2, "{{oneOf 'a' 'b' 'c'}} {{faker 'name.fullName'}}");
    bench.text("seq, connection.id", 2, "{{seq}} {{connection.id}}");
    bench.text("paths, walked", 2, "{{message.user.name}} {{$.items[1].price}}");
    bench.text("paths in JSON strings", 2, "[\"{{message.user.name}}\",\"{{message.items}}\"]");
    bench.text("a filter", 1, "{{$.items[?(@.price > 10)].sku}}");
    bench.text("a line", 5, LINE);
    bench.tree("the line as a tree", 5);
    bench.heard("the line, heard anew", 5);
  }

  private void text(String name, int tokens, String text) throws InterruptedException {
    measure(name, tokens, Template.compile(text, PLACE, Vocabulary.plain())::write);
  }

  private void tree(String name, int tokens) throws InterruptedException, JsonProcessingException {
    JsonNode tree = new ObjectMapper().readTree(LINE.replaceAll(":(\\{\\{.*?}})", ":\"$1\""));
    measure(name, tokens, JsonTemplate.compile(tree, PLACE, Vocabulary.plain())::write);
  }

  private void heard(String name, int tokens) throws InterruptedException {
    Template template = Template.compile(LINE, PLACE, Vocabulary.plain());
    measure(name, tokens, (client, out) -> template.write(client.heard(MESSAGE), out));
  }

  private void measure(String name, int tokens, BiConsumer<Conversation, JsonBuffer> template)
      throws InterruptedException {
    Rounds.Result result =
        Rounds.measure(
            texts -> {
              long bytes = 0;
              for (int i = 0; i < texts; i++) {
                template.accept(told, buffer.clear());
                bytes += buffer.length();
              }
              return bytes;
            });
    System.out.printf(Locale.ROOT, "%s %14.0f%n", result.row(name), result.perSecond() * tokens);
  }
}
