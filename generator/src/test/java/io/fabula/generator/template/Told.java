package io.fabula.generator.template;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// What the tests of templates say and hear.
final class Told {
  static final Place PLACE = new Place("r.jsonl", 3, 20);

  static final String MESSAGE =
      """
      {"id":7,"type":"order","user":{"name":"Ann \\"A\\" O'Neil\\n","vip":true,"tags":["x","y"]},
       "items":[{"sku":"a-1","price":1.10},{"sku":"b-2","price":20}],"note":null,"empty":"",
       "params":{"id":"u-1","page":2},"odd key":"ok"}
      """;

  private Told() {}

  /// A conversation at 2026-11-20T12:00:00.250Z in which [#MESSAGE] was heard.
  static Conversation conversation(long seed) {
    return new Conversation(
            "c-\"1\"",
            () -> 42,
            Clock.fixed(Instant.parse("2026-11-20T12:00:00.250Z"), ZoneOffset.UTC),
            new Dice(seed))
        .heard(MESSAGE);
  }

  static Template template(String text) {
    return Template.compile(text, PLACE, Vocabulary.plain());
  }

  static String expand(String text) {
    return template(text).expand(conversation(7));
  }

  static List<String> warnings(String text) {
    return template(text).warnings().stream().map(Problem::toString).toList();
  }
}
