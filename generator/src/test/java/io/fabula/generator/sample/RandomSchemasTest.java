package io.fabula.generator.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.document.InvalidDocumentException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Schemas that nobody would write, of all keywords at random: each is drawn from validly, or
/// refused, in time.
class RandomSchemasTest {
  private static boolean isDrawn(String schema) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try {
            assertThat(Drawn.drawn(schema, 20)).hasSize(20);
            return true;
          } catch (UndrawableException refused) {
            assertThat(refused.faults()).isNotEmpty();
            return false;
          } catch (InvalidDocumentException refused) {
            assertThat(refused).hasMessageContaining("refers to itself");
            return false;
          } catch (RuntimeException | StackOverflowError | AssertionError e) {
            throw new AssertionError("for the schema " + schema, e);
          }
        },
        schema);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachIsDrawnFromValidlyOrRefused(long seed) {
    SchemaAuthor author = new SchemaAuthor(new Dice(seed));
    int drawn = 0;
    int all = Integer.getInteger("fuzz", 150);
    for (int i = 0; i < all; i++) {
      drawn += isDrawn(author.document().toString()) ? 1 : 0;
    }

    assertThat(drawn).as("of %d", all).isGreaterThan(all / 2);
  }
}
