package io.fabula.providers.vendor;

import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderSettings.Timeouts;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One whole call without a network: it loads the classes and teaches the JSON mappers the types
/// that the first real call would pay for.
final class WarmUp {
  private static final Timeouts LIMITS =
      new Timeouts(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1));

  private WarmUp() {}

  static void run(Protocol protocol) {
    var settings = ProviderSettings.of("warm-up", "warm-up", "m");
    URI nowhere = URI.create("http://localhost/v1");
    var schema = Optional.of(new Prompt.ResponseSchema("x", "{\"type\":\"object\"}"));
    var done = new CountDownLatch(1);
    try (var answer = new StreamedAnswer("warm-up", LIMITS, () -> {});
        var http = HttpClient.newHttpClient()) {
      var report = new WireReport(protocol, answer::spent);
      var faults = new Faults(settings, nowhere, Optional.empty(), Clock.systemUTC());
      protocol.ask(
          new Protocol.Call(
              canned(protocol, report),
              settings,
              new Prompt("s", "u", schema, 1),
              report,
              new AnswerListener(answer, report, faults, done::countDown)));
      if (!done.await(1, TimeUnit.MINUTES) || !answer.next().equals(Optional.of("x"))) {
        throw new IllegalStateException("the example of " + protocol + " is no answer");
      }
      new Exchange(http, protocol.request(settings, nowhere), protocol.lines(), report).cancel();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Wire canned(Protocol protocol, WireReport report) {
    byte[] whole = protocol.example().getBytes(StandardCharsets.UTF_8);
    return (_, heard) ->
        CompletableFuture.completedFuture(
            new AnswerBody(
                new ByteArrayInputStream(whole),
                new EventSplitter(protocol.lines(), heard, report),
                report));
  }
}
