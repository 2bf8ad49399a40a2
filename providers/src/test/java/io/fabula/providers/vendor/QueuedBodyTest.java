package io.fabula.providers.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueuedBodyTest {
  @Test
  void whatCameBeforeALossIsReadBeforeIt() throws Exception {
    try (var body = new QueuedBody()) {
      body.onNext(List.of(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3})));
      body.onError(new IOException("lost"));

      assertThat(body.readNBytes(3)).containsExactly(1, 2, 3);
      assertThatThrownBy(body::read).hasRootCauseMessage("lost");
      assertThatThrownBy(body::read).hasRootCauseMessage("lost");
    }
  }
}
