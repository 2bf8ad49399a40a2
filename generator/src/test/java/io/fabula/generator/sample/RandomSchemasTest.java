package io.fabula.generator.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.story.Telling;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Schemas that nobody would write, of all keywords at random: each is drawn from validly, or
/// refused before the first event.
@Timeout(600)
class RandomSchemasTest {
  private static final int EVENTS = 20;

  /// How many schemas; `-Dfuzz=100000` for a long look.
  private static final int SCHEMAS = Integer.getInteger("fuzz", 1000);

  /// Every so many schemas are compiled and drawn from twice.
  private static final int TWICE = 10;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachIsDrawnFromValidlyOrRefused(long seed) {
    SchemaAuthor author = new SchemaAuthor(new Dice(seed));
    int drawn = 0;
    for (int i = 0; i < SCHEMAS; i++) {
      String schema = author.document().toString();
      try {
        drawn += isDrawn(schema, i % TWICE == 0) ? 1 : 0;
      } catch (Exception | StackOverflowError | AssertionError e) {
        throw new AssertionError("for the schema " + schema, e);
      }
    }

    assertThat(drawn).as("of %d", SCHEMAS).isGreaterThan(SCHEMAS / 2);
  }

  private static boolean isDrawn(String schema, boolean twice) throws Exception {
    try {
      assertThat(Drawn.drawn(schema, EVENTS)).hasSize(EVENTS);
    } catch (UndrawableException refused) {
      assertThat(refused.faults()).isNotEmpty();
      return false;
    } catch (InvalidDocumentException refused) {
      assertThat(refused).hasMessageContaining("refers to itself");
      return false;
    }
    if (twice) {
      Telling telling = Telling.PLAIN.withStart(Drawn.START).withCount(EVENTS);
      assertThat(Drawn.tell(Drawn.declaring(schema), telling))
          .as("the same, compiled anew")
          .isEqualTo(Drawn.tell(Drawn.declaring(schema), telling));
    }
    return true;
  }
}
