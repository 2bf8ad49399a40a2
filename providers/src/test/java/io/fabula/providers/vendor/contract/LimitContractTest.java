package io.fabula.providers.vendor.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabula.providers.ProviderException.Retriable;
import io.fabula.providers.ProviderSettings.Timeouts;
import io.fabula.providers.Providers;
import io.fabula.providers.Usage;
import io.fabula.providers.stub.ScriptedAnswer;
import io.fabula.providers.vendor.contract.Played.Told;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
@DisplayNameGeneration(EachVendor.Sentences.class)
class LimitContractTest {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration LONG = Duration.ofMinutes(1);

  @EachVendor
  void aModelThatSaysNothingPassesTheFirstTokenLimit(Vendor vendor) {
    Timeouts limits = new Timeouts(LONG, SHORT, LONG, LONG);
    try (var played = Played.with(vendor, _ -> ScriptedAnswer.start().hang(), s -> s.with(limits));
        var answer = played.model().ask(Played.PROMPT)) {
      assertThat(Told.by(answer).thrown().orElseThrow())
          .isInstanceOf(Retriable.class)
          .hasMessage(
              "mine sent no text within 0.15s (limit first_token);"
                  + " see providers.mine.timeout.first_token.");
      await().until(() -> played.stub().dropped() == 1);
    }
  }

  @EachVendor
  void aModelThatFallsSilentPassesTheIdleLimitAndKeepsItsText(Vendor vendor) {
    Timeouts limits = new Timeouts(LONG, LONG, SHORT, LONG);
    var script = ScriptedAnswer.start().token("a").hang();
    try (var played = Played.with(vendor, _ -> script, s -> s.with(limits));
        var answer = played.model().ask(Played.PROMPT)) {
      Told told = Told.by(answer);

      assertThat(told.text()).isEqualTo("a");
      assertThat(told.thrown().orElseThrow())
          .isInstanceOf(Retriable.class)
          .hasMessageContaining("limit idle");
      await().until(() -> played.stub().dropped() == 1);
    }
  }

  @EachVendor
  void aModelThatNeverEndsPassesTheTotalLimit(Vendor vendor) {
    Timeouts limits = new Timeouts(LONG, LONG, LONG, Duration.ofMillis(300));
    var script = ScriptedAnswer.start().text("x".repeat(100_000), 1, Duration.ofMillis(5));
    try (var played = Played.with(vendor, _ -> script, s -> s.with(limits));
        var answer = played.model().ask(Played.PROMPT)) {
      assertThat(Told.by(answer).thrown().orElseThrow())
          .isInstanceOf(Retriable.class)
          .hasMessageContaining("limit total");
      await().until(() -> played.stub().dropped() == 1);
    }
  }

  @EachVendor
  @EnabledOnOs(OS.LINUX) // where a full queue of connections drops the next without a word
  void aServerThatTakesNoConnectionPassesTheConnectLimit(Vendor vendor) throws Exception {
    Timeouts limits = new Timeouts(SHORT, LONG, LONG, LONG);
    List<Socket> waiting = new ArrayList<>();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fill(server, waiting);
      URI address = URI.create("http://127.0.0.1:" + server.getLocalPort());
      try (var model = Providers.open(Played.settings(vendor, address).with(limits));
          var answer = model.ask(Played.PROMPT)) {
        assertThat(Told.by(answer).thrown().orElseThrow())
            .isInstanceOf(Retriable.class)
            .hasMessageContaining("(limit connect); see providers.mine.timeout.connect");
      }
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  @EachVendor
  void textThatArrivedInTimeIsReadAfterTheLimits(Vendor vendor) {
    Timeouts limits = new Timeouts(LONG, LONG, Duration.ofNanos(1), LONG);
    try (var played =
            Played.with(vendor, _ -> ScriptedAnswer.of("a", "b", "c"), s -> s.with(limits));
        var answer = played.model().ask(Played.PROMPT)) {
      await().until(() -> !answer.usage().equals(Usage.NONE));

      Told told = Told.by(answer);
      assertThat(told.thrown()).isEmpty();
      assertThat(told.text()).isEqualTo("abc");
    }
  }

  private static void fill(ServerSocket server, List<Socket> waiting) throws IOException {
    for (int i = 0; i < 20; i++) {
      var socket = new Socket();
      try {
        socket.connect(server.getLocalSocketAddress(), 200);
        waiting.add(socket);
      } catch (IOException _) {
        socket.close();
        return;
      }
    }
    throw new IOException(
        "the queue of " + (InetSocketAddress) server.getLocalSocketAddress() + " takes all");
  }
}
