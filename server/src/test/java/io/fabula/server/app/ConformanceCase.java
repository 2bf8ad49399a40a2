package io.fabula.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// A case of the Autobahn suite: what is sent, and what may be answered. How the file is made says
/// the README beside it.
///
/// @param accepted the answers that pass, each told as [#told] tells it
/// @param closeCodes those that pass
record ConformanceCase(
    String id, List<Sent> sent, List<List<String>> accepted, Set<Integer> closeCodes) {
  /// Bytes of the client.
  ///
  /// @param millis since the handshake
  record Sent(long millis, ByteBuffer bytes) {
    boolean beginsWithClose() {
      return bytes.hasRemaining() && bytes.get(0) == (byte) 0x88;
    }
  }

  static List<ConformanceCase> all() throws IOException {
    InputStream packed =
        ConformanceCase.class.getResourceAsStream("/conformance/autobahn_core_247.jsonl.gz");
    if (packed == null) {
      throw new IOException("no cases");
    }
    List<ConformanceCase> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        cases.add(parse(TestServer.JSON.readTree(line)));
      }
    }
    return cases;
  }

  private static ConformanceCase parse(JsonNode line) throws IOException {
    List<Sent> sent = new ArrayList<>();
    for (JsonNode step : line.get("tx")) {
      sent.add(new Sent(step.get(0).longValue(), ByteBuffer.wrap(step.get(1).binaryValue())));
    }
    List<List<String>> accepted = new ArrayList<>();
    for (JsonNode answers : line.get("expected")) {
      List<String> answer = new ArrayList<>();
      for (JsonNode heard : answers) {
        String kind = heard.get(0).textValue();
        if (kind.equals("message")) {
          kind = heard.get(2).booleanValue() ? "binary" : "text";
        }
        if (!kind.equals("timeout")) {
          answer.add(told(kind, heard.get(1).binaryValue()));
        }
      }
      accepted.add(answer);
    }
    Set<Integer> closeCodes = new HashSet<>();
    line.get("expectedClose").get("closeCode").forEach(code -> closeCodes.add(code.intValue()));
    return new ConformanceCase(line.get("id").textValue(), sent, accepted, closeCodes);
  }

  /// One thing that a client hears, in a form that can be compared.
  ///
  /// @param kind `text`, `binary`, `ping` or `pong`
  static String told(String kind, byte[] payload) {
    return kind + " " + Base64.getEncoder().encodeToString(payload);
  }
}
