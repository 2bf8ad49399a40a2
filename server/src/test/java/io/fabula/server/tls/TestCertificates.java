package io.fabula.server.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/// Certificates that tests make, and clients that trust them.
public record TestCertificates(KeyPair keys, X509Certificate certificate) {
  private static long serial = 1;

  /// A certificate for localhost that signs itself.
  public static TestCertificates selfSigned(String kind) throws Exception {
    return make(keys(kind), "localhost", null);
  }

  /// An authority.
  public static TestCertificates authority(String name) throws Exception {
    return make(keys("EC"), name, null);
  }

  /// One that this authority signs.
  public TestCertificates signs(String name, String kind) throws Exception {
    return make(keys(kind), name, this);
  }

  private static KeyPair keys(String kind) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    if (kind.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    } else if (kind.equals("RSA")) {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private static synchronized TestCertificates make(
      KeyPair keys, String name, @Nullable TestCertificates issuer)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    X500Name subject = new X500Name("CN=" + name);
    PrivateKey signer = issuer == null ? keys.getPrivate() : issuer.keys.getPrivate();
    X500Name issuerName =
        issuer == null
            ? subject
            : new X500Name(issuer.certificate.getSubjectX500Principal().getName());
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuerName,
            BigInteger.valueOf(serial++),
            Date.from(now.minus(1, ChronoUnit.HOURS)),
            Date.from(now.plus(1, ChronoUnit.DAYS)),
            subject,
            keys.getPublic());
    if (name.equals("localhost")) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    } else {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    }
    String algorithm =
        switch (signer.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    return new TestCertificates(
        keys,
        new JcaX509CertificateConverter()
            .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signer))));
  }

  /// The certificate as PEM.
  public String pem() throws IOException {
    return pem(certificate);
  }

  /// The key as OpenSSL wrote it long ago: PKCS#1 for RSA, SEC 1 for EC.
  public String traditionalKey() throws IOException {
    if (keys.getPrivate() instanceof ECPrivateKey key) {
      // The JDK leaves the curve out of it.
      return pem(
          new PemObject(
              "EC PRIVATE KEY",
              new org.bouncycastle.asn1.sec.ECPrivateKey(
                      256, key.getS(), SECObjectIdentifiers.secp256r1)
                  .getEncoded()));
    }
    return pem(keys.getPrivate());
  }

  /// The key as PKCS#8.
  public String key() throws IOException {
    return pem(new JcaPKCS8Generator(keys.getPrivate(), null));
  }

  /// The key as PKCS#8 with a password.
  public String encryptedKey() throws IOException, OperatorCreationException {
    OutputEncryptor encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setPassword("secret".toCharArray())
            .build();
    return pem(new JcaPKCS8Generator(keys.getPrivate(), encryptor));
  }

  private static String pem(Object object) throws IOException {
    Writer text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  /// Writes `server.crt` and `server.key`.
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("server.crt"), pem());
    Files.writeString(folder.resolve("server.key"), key());
  }

  /// A client's TLS that trusts this certificate, and none else.
  public SSLContext trust() throws Exception {
    return trust(certificate);
  }

  /// A client's TLS that trusts a certificate, and none else.
  public static SSLContext trust(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("trusted", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
