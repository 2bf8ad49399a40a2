package io.fabula.server.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// What a server shows and proves in a TLS handshake. Immutable.
///
/// @param chain the server's own certificate and those that lead from it towards a root
public record Credentials(PrivateKey key, List<X509Certificate> chain) {
  public Credentials {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("no certificate");
    }
  }

  /// The server's own certificate.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// As browsers and `openssl x509 -fingerprint -sha256` show it: `AB:CD:...`.
  public String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate().getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  /// A key store in memory that holds nothing else.
  ///
  /// @param password of the key in it
  public KeyStore keyStore(char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, password, chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory takes what was read", e);
    }
  }

  /// Whether the key is that of the certificate, as shown by a signature.
  boolean match() {
    String algorithm =
        switch (key.getAlgorithm().toUpperCase(Locale.ROOT)) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] words = "who signs this has the key".getBytes(StandardCharsets.UTF_8);
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(words);
      byte[] signed = signature.sign();
      signature.initVerify(certificate().getPublicKey());
      signature.update(words);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // A key of another kind than the certificate's.
      return false;
    }
  }

  /// Keeps the key out of logs.
  @Override
  public String toString() {
    return "Credentials[%s, %s]".formatted(certificate().getSubjectX500Principal(), fingerprint());
  }
}
