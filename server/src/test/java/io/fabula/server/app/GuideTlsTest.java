package io.fabula.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabula.server.tls.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// The guide's section on TLS: its block as it stands, with certificates that the test makes.
class GuideTlsTest {
  @TempDir Path folder;
  private Path certs = Path.of("");

  @BeforeEach
  void folders() {
    certs = folder.resolve("certs");
  }

  private TestServer serve() throws IOException {
    return Guide.serve(folder, "tls-configuration");
  }

  @Test
  void theBlockServesWebSocketsAndHttpOverTls() throws Exception {
    TestCertificates made = TestCertificates.selfSigned("RSA");
    made.write(certs);

    try (TestServer server = serve()) {
      TlsClient client = new TlsClient(made.trust(), server.port());
      assertThat(client.answer("/ws", "hello")).isEqualTo("hello");
      assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(client.handshake("TLSv1.3").protocol()).isEqualTo("TLSv1.3");
      assertThat(client.handshake("TLSv1.2").protocol()).isEqualTo("TLSv1.2");
    }
  }

  @Test
  void theWholeChainIsShown() throws Exception {
    TestCertificates root = TestCertificates.authority("root");
    TestCertificates middle = root.signs("middle", "EC");
    TestCertificates leaf = middle.signs("localhost", "EC");
    leaf.write(certs);
    Files.writeString(certs.resolve("server.crt"), leaf.pem() + middle.pem());

    try (TestServer server = serve()) {
      assertThat(new TlsClient(root.trust(), server.port()).answer("/ws", "hello"))
          .isEqualTo("hello");
    }
  }

  @Test
  void aNewCertificateIsUsedAsSoonAsItIsThereAndABrokenOneIsNot() throws Exception {
    TestCertificates first = TestCertificates.selfSigned("RSA");
    TestCertificates second = TestCertificates.selfSigned("EC");
    TestCertificates third = TestCertificates.selfSigned("EC");
    first.write(certs);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(TlsConnector.class);
    logger.addAppender(log);

    try (TestServer server = serve()) {
      assertThat(new TlsClient(first.trust(), server.port()).handshake().certificate())
          .isEqualTo(first.certificate());

      second.write(certs);
      await().until(() -> shows(second, server));
      assertThat(new TlsClient(second.trust(), server.port()).answer("/ws", "new"))
          .isEqualTo("new");

      log.list.clear();
      Files.writeString(certs.resolve("server.key"), "broken");
      await()
          .until(
              () ->
                  List.copyOf(log.list).stream()
                      .anyMatch(event -> event.getMessage().contains("the old one stays")));
      assertThat(new TlsClient(second.trust(), server.port()).answer("/ws", "still"))
          .isEqualTo("still");

      third.write(certs);
      await().until(() -> shows(third, server));
    } finally {
      logger.detachAppender(log);
    }
  }

  private static boolean shows(TestCertificates expected, TestServer server) throws Exception {
    try {
      new TlsClient(expected.trust(), server.port()).handshake();
      return true;
    } catch (SSLException e) {
      // Still that which was there before.
      return false;
    }
  }

  @Test
  void aConnectionThatIsOpenOutlivesItsCertificate() throws Exception {
    TestCertificates first = TestCertificates.selfSigned("EC");
    TestCertificates second = TestCertificates.selfSigned("EC");
    first.write(certs);

    try (TestServer server = serve();
        Socket socket = first.trust().getSocketFactory().createSocket("localhost", server.port())) {
      socket.setSoTimeout(20_000);
      write(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200");
      second.write(certs);
      await().until(() -> shows(second, server));

      write(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .contains("HTTP/1.1 200");
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) in.read());
    }
    return head.toString();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whoDoesNotSpeakTlsGetsNoHttpAndDoesNoHarm() throws Exception {
    TestCertificates made = TestCertificates.selfSigned("EC");
    made.write(certs);

    try (TestServer server = serve();
        Socket socket = new Socket("localhost", server.port())) {
      write(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(new String(rest(socket), StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
      assertThat(new TlsClient(made.trust(), server.port()).answer("/ws", "well"))
          .isEqualTo("well");
    }
  }

  @Test
  void olderThanTls12IsRefusedWithTheAlertForIt() throws Exception {
    TestCertificates.selfSigned("RSA").write(certs);

    try (TestServer server = serve();
        Socket socket = new Socket("localhost", server.port())) {
      socket.getOutputStream().write(helloOfTls11());
      byte[] answer = rest(socket);

      // RFC 5246 section 7.2: a fatal alert (21), protocol_version (70).
      assertThat(answer).hasSize(7).startsWith(21).endsWith(2, 70);
    }
  }

  /// A ClientHello (RFC 4346 section 7.4.1.2); no JDK of today would send it.
  private static byte[] helloOfTls11() {
    int[] suites = {0xc014, 0xc00a, 0x0035, 0x002f};
    int body = 2 + 32 + 1 + 2 + 2 * suites.length + 2;
    ByteBuffer hello = ByteBuffer.allocate(5 + 4 + body);
    hello.put((byte) 22).putShort((short) 0x0301).putShort((short) (4 + body));
    hello.put((byte) 1).put((byte) 0).putShort((short) body);
    hello.putShort((short) 0x0302).put(new byte[32]).put((byte) 0);
    hello.putShort((short) (2 * suites.length));
    for (int suite : suites) {
      hello.putShort((short) suite);
    }
    return hello.put((byte) 1).put((byte) 0).array();
  }

  private static byte[] rest(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    List<Byte> bytes = new ArrayList<>();
    try {
      for (int next = socket.getInputStream().read();
          next >= 0;
          next = socket.getInputStream().read()) {
        bytes.add((byte) next);
      }
    } catch (SocketException e) {
      // Cut instead of closed: over in any case.
    }
    byte[] all = new byte[bytes.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = bytes.get(i);
    }
    return all;
  }

  @Test
  void withoutTheFilesTheServerDoesNotStartAndSaysWhichIsMissing() {
    assertThatThrownBy(this::serve)
        .hasMessageContaining("server.crt: no such file")
        .hasMessageNotContaining("server.key");
  }
}
