package io.fabula.server.tls;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.TextFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// Reads PEM files (RFC 7468): certificates, and keys in PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) or
/// SEC 1 (RFC 5915). Whatever else is in a file is left alone, so that one file can hold both.
final class Pem {
  private static final int MAX_BYTES = 1 << 20;

  private Pem() {}

  /// Reads a certificate, its chain and its key.
  ///
  /// @throws InvalidDocumentException where a file is missing or holds something else, or the key
  ///   is that of another certificate
  static Credentials read(Path certificates, Path key) {
    List<X509Certificate> chain = certificates(certificates);
    Credentials credentials = new Credentials(key(key), chain);
    if (!credentials.match()) {
      throw fault(
          key,
          "not the key of the first certificate in %s; the server's own has to come first there"
              .formatted(certificates));
    }
    return credentials;
  }

  private static List<X509Certificate> certificates(Path file) {
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Object found : objects(file)) {
        if (found instanceof X509CertificateHolder certificate) {
          chain.add(converter.getCertificate(certificate));
        }
      }
    } catch (GeneralSecurityException e) {
      throw fault(file, "a certificate cannot be read: " + e.getMessage());
    }
    if (chain.isEmpty()) {
      throw fault(file, "no certificate in it; it needs a block -----BEGIN CERTIFICATE-----");
    }
    return chain;
  }

  private static PrivateKey key(Path file) {
    for (Object found : objects(file)) {
      switch (found) {
        case PrivateKeyInfo key -> {
          return key(file, key);
        }
        case PEMKeyPair pair -> {
          return key(file, pair.getPrivateKeyInfo());
        }
        case PKCS8EncryptedPrivateKeyInfo _, PEMEncryptedKeyPair _ ->
            throw fault(
                file,
                "the key is encrypted, and nobody is there to ask for its password;"
                    + " 'openssl pkey -in FILE -out PLAIN' decrypts it");
        default -> {}
      }
    }
    throw fault(file, "no private key in it; it needs a block -----BEGIN PRIVATE KEY-----");
  }

  private static PrivateKey key(Path file, PrivateKeyInfo info) {
    ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
    String algorithm;
    if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      algorithm = "RSA";
    } else if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      algorithm = "EC";
    } else if (kind.equals(EdECObjectIdentifiers.id_Ed25519)
        || kind.equals(EdECObjectIdentifiers.id_Ed448)) {
      algorithm = "EdDSA";
    } else {
      throw fault(
          file, "a key of a kind that is not supported (%s); use RSA or EC".formatted(kind));
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw fault(file, "the %s key cannot be read: %s".formatted(algorithm, e.getMessage()));
    }
  }

  private static List<Object> objects(Path file) {
    List<Object> objects = new ArrayList<>();
    String text = TextFile.read(file, MAX_BYTES);
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        objects.add(found);
      }
    } catch (IOException | RuntimeException e) {
      // The parser meets what it does not expect with exceptions of many kinds.
      throw fault(file, "broken PEM: " + e.getMessage());
    }
    return objects;
  }

  private static InvalidDocumentException fault(Path file, String message) {
    return new InvalidDocumentException(Place.named(file.toString()), message);
  }
}
