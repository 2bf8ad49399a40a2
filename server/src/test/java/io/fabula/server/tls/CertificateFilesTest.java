package io.fabula.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateFilesTest {
  @TempDir Path folder;

  private CertificateFiles files(String certificates, String key) throws IOException {
    Files.writeString(folder.resolve("c.pem"), certificates);
    Files.writeString(folder.resolve("k.pem"), key);
    return new CertificateFiles(folder.resolve("c.pem"), folder.resolve("k.pem"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void keysOfPkcs8AreRead(String kind) throws Exception {
    TestCertificates made = TestCertificates.selfSigned(kind);

    Credentials read = files(made.pem(), made.key()).read();

    assertThat(made.key()).startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(read.certificate()).isEqualTo(made.certificate());
    assertThat(read.key()).isEqualTo(made.keys().getPrivate());
  }

  @Test
  void keysOfPkcs1AndSec1AreRead() throws Exception {
    TestCertificates rsa = TestCertificates.selfSigned("RSA");
    TestCertificates ec = TestCertificates.selfSigned("EC");

    assertThat(rsa.traditionalKey()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(files(rsa.pem(), rsa.traditionalKey()).read().key())
        .isEqualTo(rsa.keys().getPrivate());
    assertThat(ec.traditionalKey()).startsWith("-----BEGIN EC PRIVATE KEY-----");
    assertThat(((ECPrivateKey) files(ec.pem(), ec.traditionalKey()).read().key()).getS())
        .isEqualTo(((ECPrivateKey) ec.keys().getPrivate()).getS());
  }

  @Test
  void oneFileMayHoldTheChainAndTheKeyAndRemarks() throws Exception {
    TestCertificates root = TestCertificates.authority("root");
    TestCertificates middle = root.signs("middle", "EC");
    TestCertificates leaf = middle.signs("localhost", "RSA");
    Path all =
        Files.writeString(
            folder.resolve("all.pem"),
            "subject=localhost\n" + leaf.key() + leaf.pem() + "\nissuer:\n" + middle.pem());

    Credentials read = new CertificateFiles(all, all).read();

    assertThat(read.chain()).containsExactly(leaf.certificate(), middle.certificate());
  }

  @Test
  void whatCannotBeUsedIsToldWithTheFileAndWhatToDo() throws Exception {
    TestCertificates rsa = TestCertificates.selfSigned("RSA");
    TestCertificates other = TestCertificates.selfSigned("RSA");
    TestCertificates ec = TestCertificates.selfSigned("EC");

    refused(rsa.pem(), other.key(), "k.pem: not the key of the first certificate");
    refused(rsa.pem(), ec.key(), "k.pem: not the key of the first certificate");
    refused(rsa.pem(), rsa.encryptedKey(), "k.pem: the key is encrypted", "openssl pkey");
    refused(rsa.pem(), rsa.pem(), "k.pem: no private key in it");
    refused(rsa.key(), rsa.key(), "c.pem: no certificate in it");
    refused("", rsa.key(), "c.pem: no certificate in it");
    refused(rsa.pem().substring(0, 300), rsa.key(), "c.pem: broken PEM");
    refused(rsa.pem().replaceFirst("M", "A"), rsa.key(), "c.pem: ");
    refused("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", rsa.key(), "c.pem: ");
    assertThatThrownBy(
            () -> new CertificateFiles(folder.resolve("none"), folder.resolve("k.pem")).read())
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContaining("none: no such file");
  }

  private void refused(String certificates, String key, String... why) throws IOException {
    CertificateFiles files = files(certificates, key);
    assertThatThrownBy(files::read)
        .isInstanceOf(InvalidDocumentException.class)
        .hasMessageContainingAll(why)
        .hasMessageNotContaining("BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void aChangeIsSeenOnceAndAFaultIsToldOnce() throws Exception {
    TestCertificates before = TestCertificates.selfSigned("EC");
    TestCertificates after = TestCertificates.selfSigned("RSA");
    CertificateFiles files = files(before.pem(), before.key());
    files.read();

    assertThat(files.renewed()).isEmpty();

    Files.writeString(folder.resolve("c.pem"), after.pem());
    assertThatThrownBy(files::renewed).hasMessageContaining("not the key of");
    assertThat(files.renewed()).isEmpty();

    Files.writeString(folder.resolve("k.pem"), after.key());
    assertThat(files.renewed().orElseThrow().certificate()).isEqualTo(after.certificate());
    assertThat(files.renewed()).isEmpty();

    Files.delete(folder.resolve("k.pem"));
    assertThatThrownBy(files::renewed).hasMessageContaining("no such file");
    assertThat(files.renewed()).isEmpty();
  }
}
