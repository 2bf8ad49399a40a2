package io.fabula.generator.chance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakePoolTest {
  @Test
  void thePoolIsTheSameEveryTimeAndRepeatsNoValue() {
    List<String> names = FakePool.of("name.fullName", 50, "en");

    assertThat(names).hasSize(50).doesNotHaveDuplicates();
    assertThat(FakePool.of("name.fullName", 50, "en")).isEqualTo(names);
    assertThat(FakePool.of("name.fullName", 50, "de")).isNotEqualTo(names);
  }

  @Test
  void aProviderWithFewValuesGivesThoseItHas() {
    assertThat(FakePool.of("bool.bool", 100, "en")).containsExactlyInAnyOrder("true", "false");
  }

  @ParameterizedTest
  @CsvSource({
    "name.fullNam, Datafaker has no",
    "name.wait, Datafaker has no",
    "name.hashCode, Datafaker has no",
    "name.to_string, Datafaker has no",
    "business.creditCardExpiry, depends on the day",
    "name, provider.method",
    "name.fullName(), provider.method",
    "#{name.fullName}, provider.method",
    "date.past, depends on the day",
    "timeAndDate.birthday, depends on the day"
  })
  void whatDatafakerCannotGiveIsRefusedWithTheReason(String expression, String reason) {
    assertThatThrownBy(() -> FakePool.of(expression, 10, "en"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
