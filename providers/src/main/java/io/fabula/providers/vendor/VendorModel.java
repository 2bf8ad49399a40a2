package io.fabula.providers.vendor;

import io.fabula.providers.Answer;
import io.fabula.providers.LanguageModel;
import io.fabula.providers.Prompt;
import io.fabula.providers.ProviderSettings;
import io.fabula.providers.ProviderType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// A model of any vendor, over HTTP.
///
/// HTTP/1.1, where the end of a connection is the one way to stop a call that every gateway
/// understands. No redirects, which could carry the key elsewhere. No retries: they are the
/// caller's.
final class VendorModel implements LanguageModel {
  private static final Executor THREADS =
      task -> Thread.ofVirtual().name("fabula-model-call").start(task);

  private final ProviderSettings settings;
  private final Protocol protocol;
  private final HttpRequest template;
  private final HttpClient http;
  private final Faults faults;
  private final Set<StreamedAnswer> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private VendorModel(
      ProviderSettings settings,
      Protocol protocol,
      HttpRequest template,
      HttpClient http,
      Faults faults) {
    this.settings = settings;
    this.protocol = protocol;
    this.template = template;
    this.http = http;
    this.faults = faults;
  }

  /// A model of a vendor with an address of its own, unless the settings name another.
  static LanguageModel open(
      ProviderType type, Protocol protocol, String address, ProviderSettings settings) {
    return open(type, protocol, settings.baseUrl().orElse(URI.create(address)), settings);
  }

  /// A model at the address that the settings name.
  static LanguageModel open(ProviderType type, Protocol protocol, ProviderSettings settings) {
    return open(type, protocol, settings.baseUrl().orElseThrow(), settings);
  }

  private static LanguageModel open(
      ProviderType type, Protocol protocol, URI base, ProviderSettings settings) {
    HttpRequest template = protocol.request(settings, base);
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.timeouts().connect())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    Faults faults = new Faults(settings, base, type.keyVariable(), Clock.systemUTC());
    return new VendorModel(settings, protocol, template, http, faults);
  }

  @Override
  public String provider() {
    return settings.name();
  }

  @Override
  public String model() {
    return settings.model();
  }

  @Override
  public Answer ask(Prompt prompt) {
    var call = new OneCall(prompt);
    underWay.add(call.answer);
    if (closed) {
      call.answer.close();
    }
    // Not on the caller's thread: the first call of all spends its time loading classes.
    THREADS.execute(call);
    return call.answer;
  }

  private final class OneCall implements Runnable {
    final Prompt prompt;
    final StreamedAnswer answer =
        new StreamedAnswer(provider(), settings.timeouts(), this::dropConnection);
    final WireReport report = new WireReport(protocol, answer::spent);
    final Exchange exchange = new Exchange(http, template, protocol.lines(), report);

    OneCall(Prompt prompt) {
      this.prompt = prompt;
    }

    private void dropConnection() {
      exchange.cancel();
    }

    @Override
    public void run() {
      var listener =
          new AnswerListener(
              answer,
              report,
              faults,
              () -> {
                underWay.remove(answer);
                if (report.failed()) {
                  exchange.cancel();
                }
              });
      try {
        protocol.ask(new Protocol.Call(exchange, settings, prompt, report, listener));
      } catch (RuntimeException e) {
        listener.onError(e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(StreamedAnswer::close);
    http.shutdownNow();
  }

  @Override
  public String toString() {
    return settings.toString();
  }
}
