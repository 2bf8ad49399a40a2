package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The guide's sections Proxy Mode and Chaos Testing: what cannot be done yet is said so, at its
/// place, and once.
class GuideLaterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "forward-to-upstream, 4:13, proxying",
    "record-and-forward, 4:13, proxying",
    "connection-instability, 2:3, chaos",
    "message-corruption, 2:3, chaos",
    "slow-consumer-simulation, 2:3, chaos"
  })
  void whatComesLaterIsRefusedAtItsPlace(String block, String place, String what) {
    assertThatThrownBy(() -> Guide.serve(folder, block).close())
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessage(
            "%s:%s: %s comes with a later version", folder.resolve("fabula.yaml"), place, what);
  }

  @Test
  void otherFaultsBesideItAreFoundTooInTheSamePass() {
    assertThatThrownBy(
            () ->
                Guide.configured(
                        folder,
                        "websocket:\n  chaos: { enabled: true }\n  prot: 1\n  ping_interval: x\n")
                    .close())
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContainingAll(
            ":2:3: chaos comes with a later version",
            ":3:3: unknown key 'prot'",
            ":4:18: ping_interval must");
  }
}
