package io.fabula.providers.stub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A real HTTP server on a free port that answers as a model of a vendor would, as scripted.
///
///     try (var stub = ModelStub.open(Dialect.GEMINI, request -> ScriptedAnswer.of("Hello"))) {
///       // point a provider at stub.baseUrl()
///     }
///
/// Each request is answered on a virtual thread of its own. Closing ends every answer under way.
/// All methods may be called from any thread.
public final class ModelStub implements AutoCloseable {
  static {
    // Else a token waits for the delayed ACK of the one before, up to 40 ms. Read once per JVM.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final Dialect dialect;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Function<Request, ScriptedAnswer> script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final AtomicInteger dropped = new AtomicInteger();

  private ModelStub(Dialect dialect, HttpServer server, Function<Request, ScriptedAnswer> script) {
    this.dialect = dialect;
    this.server = server;
    this.script = script;
  }

  /// Starts a server that answers each request with what `script` says.
  public static ModelStub open(Dialect dialect, Function<Request, ScriptedAnswer> script) {
    try {
      InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      ModelStub stub = new ModelStub(dialect, HttpServer.create(free, 0), script);
      stub.server.setExecutor(stub.threads);
      stub.server.createContext("/", stub::answer);
      stub.server.start();
      return stub;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What to set as a provider's `base_url`: `http://127.0.0.1:PORT` and the vendor's path.
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + dialect.basePath());
  }

  /// Every request so far, in the order of arrival.
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /// The answers being written now.
  public int inFlight() {
    return inFlight.get();
  }

  /// The most answers that were ever written at once.
  public int mostInFlight() {
    return mostInFlight.get();
  }

  /// The answers whose client went away before their end. Noticed within some milliseconds while an
  /// answer waits between two events, but not before it has sent anything.
  public int dropped() {
    return dropped.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try {
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(request);
      script.apply(request).play(new Wire(exchange), dialect);
      exchange.close();
    } catch (ClientGone e) {
      dropped.incrementAndGet();
      throw e;
    } catch (InterruptedException e) {
      // The stub is being closed; leaving by an exception cuts the connection.
      throw new IOException(e);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
