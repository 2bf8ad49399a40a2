package io.fabula.server.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/// Speaks TLS, with a certificate of its own making, and passes on to a port that does not.
final class TlsFront implements AutoCloseable {
  private final SSLServerSocket socket;
  private final int behind;

  private TlsFront(SSLServerSocket socket, int behind) {
    this.socket = socket;
    this.behind = behind;
  }

  /// @param folder an empty one, for the certificate
  static TlsFront of(int behind, Path folder) throws Exception {
    SSLServerSocket socket =
        (SSLServerSocket)
            context(folder)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    TlsFront front = new TlsFront(socket, behind);
    Thread.ofVirtual().start(front::accept);
    return front;
  }

  private static SSLContext context(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve("front.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "front",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("no certificate: " + Files.readString(folder.resolve("keytool.log")));
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      Thread back = Thread.ofVirtual().start(() -> pass(redis, client));
      pass(client, redis);
      back.join();
    } catch (IOException | InterruptedException e) {
      // Whoever is at either end notices.
    }
  }

  private static void pass(Socket from, Socket to) {
    try (to) {
      InputStream in = from.getInputStream();
      byte[] bytes = new byte[8192];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        to.getOutputStream().write(bytes, 0, count);
        to.getOutputStream().flush();
      }
    } catch (IOException e) {
      // As above.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
