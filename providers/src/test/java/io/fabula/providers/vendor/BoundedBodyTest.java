package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class BoundedBodyTest {
  private static InputStream body(int length) {
    return new BoundedBody(new ByteArrayInputStream(new byte[length]), 10);
  }

  @Test
  void whatIsWithinTheBoundIsReadWhole() throws Exception {
    assertThat(body(10).readAllBytes()).hasSize(10);
  }

  @Test
  void whatGoesBeyondTheBoundEndsInAFailureThatNamesIt() {
    assertThatThrownBy(() -> body(11).readAllBytes()).hasMessageContaining("larger than 10 bytes");
    assertThatThrownBy(
            () -> {
              InputStream body = body(11);
              for (int i = 0; i < 11; i++) {
                assertThat(body.read()).isZero();
              }
            })
        .hasMessageContaining("larger than 10 bytes");
  }
}
