package io.fabula.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificateTest {
  private static final Clock NOW = Clock.systemUTC();

  @TempDir Path folder;

  @Test
  void itIsForThisMachineAloneAndItsOwnWitness() throws Exception {
    Credentials made = DevelopmentCertificate.in(folder.resolve("tls"), NOW).files().read();

    assertThat(made.certificate().getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
    made.certificate().verify(made.certificate().getPublicKey());
    made.certificate().checkValidity();
    assertThat(made.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(made.toString()).doesNotContain(made.key().toString());
  }

  @Test
  void itIsKeptUntilItIsOldOrBroken() throws Exception {
    DevelopmentCertificate first = DevelopmentCertificate.in(folder, NOW);
    String made = first.files().read().fingerprint();

    assertThat(DevelopmentCertificate.in(folder, NOW).files().read().fingerprint()).isEqualTo(made);

    Clock nextYear = Clock.offset(NOW, Duration.ofDays(370));
    String renewed = DevelopmentCertificate.in(folder, nextYear).files().read().fingerprint();
    assertThat(renewed).isNotEqualTo(made);

    Files.writeString(first.both(), "broken");
    assertThat(DevelopmentCertificate.in(folder, NOW).files().read().fingerprint())
        .isNotEqualTo(renewed);
  }

  @Test
  void theFileForClientsHoldsTheCertificateWithoutTheKey() throws Exception {
    DevelopmentCertificate made = DevelopmentCertificate.in(folder, NOW);

    assertThat(Files.readString(made.both()))
        .contains("PRIVATE KEY", Files.readString(made.certificate()));
    assertThat(Files.readString(made.certificate()))
        .contains("CERTIFICATE")
        .doesNotContain("PRIVATE KEY");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theKeyIsItsOwnersAlone() throws Exception {
    DevelopmentCertificate made = DevelopmentCertificate.in(folder, NOW);

    assertThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.both())))
        .isEqualTo("rw-------");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> DevelopmentCertificate.in(file.resolve("tls"), NOW))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot keep a certificate for development in " + file);
  }
}
