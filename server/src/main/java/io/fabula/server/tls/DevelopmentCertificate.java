package io.fabula.server.tls;

import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/// A self-signed certificate for `localhost`, `127.0.0.1` and `::1`, kept in a folder, so that who
/// has told a browser to trust it need not do so at every start.
///
/// @param certificate for clients to trust
/// @param both certificate and key, in a file that only its owner may read
public record DevelopmentCertificate(Path certificate, Path both) {
  private static final Duration LIFE = Duration.ofDays(397);
  private static final Duration TOO_OLD = Duration.ofDays(30);

  /// The one in the folder, or a new one where there is none that lives for another month.
  ///
  /// @throws UncheckedIOException where the folder cannot be written
  public static DevelopmentCertificate in(Path folder, Clock clock) {
    DevelopmentCertificate kept =
        new DevelopmentCertificate(
            folder.resolve("localhost.crt"), folder.resolve("localhost.pem"));
    try {
      if (kept.usable(clock.instant().plus(TOO_OLD))) {
        return kept;
      }
      Files.createDirectories(folder);
      KeyPair keys = keys();
      String certificate = pem(certificate(keys, clock.instant()));
      // Key and certificate go into place in one step, whoever else starts at this moment.
      write(
          kept.both,
          certificate + pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded())));
      write(kept.certificate, certificate);
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot keep a certificate for development in %s: %s".formatted(folder, e.getMessage()),
          e);
    }
  }

  /// Where it is and how it is used.
  public CertificateFiles files() {
    return new CertificateFiles(both, both);
  }

  private boolean usable(Instant until) {
    Optional<Credentials> found;
    try {
      found =
          Files.exists(both) && Files.exists(certificate)
              ? Optional.of(files().read())
              : Optional.empty();
    } catch (InvalidDocumentException e) {
      found = Optional.empty();
    }
    return found
        .filter(kept -> kept.certificate().getNotAfter().toInstant().isAfter(until))
        .isPresent();
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  private static X509CertificateHolder certificate(KeyPair keys, Instant now) throws IOException {
    X500Name name = new X500Name("CN=localhost, O=Fabula for development");
    BigInteger serial = new BigInteger(120, new SecureRandom()).setBit(120);
    GeneralName[] names = {
      new GeneralName(GeneralName.dNSName, "localhost"),
      new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
      new GeneralName(GeneralName.iPAddress, "::1")
    };
    try {
      return new JcaX509v3CertificateBuilder(
              name,
              serial,
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(LIFE)),
              name,
              keys.getPublic())
          .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every JDK signs with P-256", e);
    }
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  /// A temporary file is its owner's alone where the file system knows owners.
  private static void write(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(folder, "certificate", ".tmp");
    try {
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
