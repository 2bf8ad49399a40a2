package io.fabula.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabula.server.tls.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve --ws-tls` as a process.
class ServeTlsTest {
  @TempDir Path folder;

  /// What a server has printed, and what it has answered over TLS.
  private record Served(String out, String err, int status) {}

  private X509Certificate kept() throws Exception {
    try (InputStream in = Files.newInputStream(folder.resolve(".fabula/tls/localhost.crt"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private Served serve() throws Exception {
    Path err = folder.resolve("err.txt");
    Process process =
        FabulaProcess.builder(folder, "serve", "--ws-tls", "--port", "0")
            .redirectError(err.toFile())
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder printed = new StringBuilder();
      Matcher ready = Pattern.compile("https://\\S+/health/ready").matcher("");
      String line = out.readLine();
      while (line != null && !ready.reset(line).find()) {
        printed.append(line).append('\n');
        line = out.readLine();
      }
      assertThat(line).as(Files.readString(err)).isNotNull();
      await().until(() -> Files.readString(err).contains("SHA-256"));
      int status = status(ready.group().replace("127.0.0.1", "localhost"));
      return new Served(printed + line, Files.readString(err), status);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private int status(String url) throws Exception {
    try (HttpClient http =
        HttpClient.newBuilder().sslContext(TestCertificates.trust(kept())).build()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new AssertionError("no answer at " + url, e);
    }
  }

  @Test
  void aCertificateForDevelopmentIsMadeOnceAndShown() throws Exception {
    Served first = serve();
    String fingerprint =
        HexFormat.ofDelimiter(":")
            .withUpperCase()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(kept().getEncoded()));
    Served second = serve();

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.out())
        .contains("wss://127.0.0.1:", "/streams/shop", "https://127.0.0.1:")
        .doesNotContain("ws://127", "http://");
    assertThat(first.err()).contains("self-signed", "localhost.crt", "SHA-256 " + fingerprint);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.err()).contains("SHA-256 " + fingerprint);
  }
}
