package io.fabula.generator.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PatternsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(((((((((x{10}){10}){10}){10}){10}){10}){10}){10}){10})",
        "(?:[a-z]{1000}|\\d{1000}){0,1000}",
        "(a{999}){999,}",
        "((((([^]]{50}){50}){50}){50}){50})",
      })
  void aPatternThatWouldFillTheMemoryIsRefused(String bomb) {
    assertThatThrownBy(() -> Patterns.compile(bomb, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("repeats multiply to more than 50,000 steps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "^(?:[0-9]{1,3}\\.){3}[0-9]{1,3}$",
        "\\Q{1000}{1000}{1000}\\E",
        "\\{1000\\}\\{1000\\}\\{1000\\}",
        "[{1000}]{2}[{1000}]{2}[{1000}]{1000}",
        "{{uuid}}",
        "(?i)hello|HELLO{3}",
        "^CLIENT_READY$",
      })
  void anHonestPatternIsTaken(String honest) {
    assertThat(Patterns.compile(honest, 0).pattern()).isEqualTo(honest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a(?=b)", "(a)\\1", "[", "*", "a{1001}", "\\", "[a\\"})
  void whatRe2DoesNotKnowIsSaid(String wrong) {
    assertThatThrownBy(() -> Patterns.compile(wrong, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a pattern in RE2 syntax: ");
  }

  @ParameterizedTest
  @ValueSource(ints = {4097, 1_000_000})
  void aPatternIsNoLongerThanAnybodyWrites(int length) {
    assertThatThrownBy(() -> Patterns.compile("a".repeat(length), 0))
        .hasMessage("a pattern has at most 4096 characters, not " + length);
  }
}
