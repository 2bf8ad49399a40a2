package io.fabula.server.app;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.server.config.Tls;
import io.fabula.server.tls.CertificateFiles;
import io.fabula.server.tls.Credentials;
import io.fabula.server.tls.DevelopmentCertificate;
import java.io.UncheckedIOException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// HTTP over TLS 1.2 and 1.3, with a certificate that may change while the server runs: handshakes
/// from then on get the new one, connections that are open keep theirs.
final class TlsConnector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsConnector.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final CertificateFiles files;
  private final SslContextFactory.Server ssl = new SslContextFactory.Server();
  private final Thread watcher = Thread.ofVirtual().name("certificates").unstarted(this::watch);

  private final Optional<DevelopmentCertificate> development;

  /// Reads the certificate, or makes one for development; nothing where TLS is not wanted.
  ///
  /// @throws InvalidDocumentException where it cannot be used
  /// @throws UncheckedIOException where a file cannot be read or written
  static Optional<TlsConnector> open(Optional<Tls> wanted, Clock clock) {
    return wanted.map(
        tls ->
            switch (tls) {
              case Tls.Files(var certificates, var key) ->
                  new TlsConnector(new CertificateFiles(certificates, key), Optional.empty());
              case Tls.SelfSigned(var folder) -> {
                DevelopmentCertificate made = DevelopmentCertificate.in(folder, clock);
                yield new TlsConnector(made.files(), Optional.of(made));
              }
            });
  }

  private TlsConnector(CertificateFiles files, Optional<DevelopmentCertificate> development) {
    this.files = files;
    this.development = development;
    ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    show(ssl, files.read());
  }

  /// The certificate that was made for development, where it is in use.
  Optional<DevelopmentCertificate> development() {
    return development;
  }

  /// A connector, which looks for new certificates from now on.
  ServerConnector connect(Server server, HttpConfiguration http) {
    HttpConfiguration secure = new HttpConfiguration(http);
    // What the certificate says about the name is for clients to check. Servers under development
    // are asked for by all kinds of names, and Admission looks at these.
    secure.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory inside = new HttpConnectionFactory(secure);
    ServerConnector connector =
        new ServerConnector(server, new SslConnectionFactory(ssl, inside.getProtocol()), inside);
    watcher.start();
    return connector;
  }

  private static void show(SslContextFactory.Server ssl, Credentials credentials) {
    String password = UUID.randomUUID().toString();
    ssl.setKeyStore(credentials.keyStore(password.toCharArray()));
    ssl.setKeyManagerPassword(password);
    try {
      credentials.certificate().checkValidity();
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      LOG.atWarn()
          .addKeyValue("from", credentials.certificate().getNotBefore())
          .addKeyValue("until", credentials.certificate().getNotAfter())
          .log("the TLS certificate is not valid today; clients will refuse it");
    }
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    try {
      Credentials renewed = files.renewed().orElse(null);
      if (renewed != null) {
        ssl.reload(_ -> show(ssl, renewed));
        LOG.atInfo()
            .addKeyValue("sha256", renewed.fingerprint())
            .addKeyValue("until", renewed.certificate().getNotAfter())
            .log("a new TLS certificate is in use");
      }
    } catch (InvalidDocumentException | UncheckedIOException e) {
      LOG.atError()
          .addKeyValue("why", e.getMessage())
          .log("the TLS certificate has changed and cannot be used; the old one stays");
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      LOG.atError()
          .setCause(e)
          .log("the TLS certificate has changed and cannot be used; the old one stays");
    }
  }

  /// Looks for certificates no more.
  @Override
  public void close() {
    watcher.interrupt();
  }
}
