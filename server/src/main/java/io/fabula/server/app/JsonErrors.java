package io.fabula.server.app;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.server.connection.Rejected;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// Writes every refusal as `{"error": "..."}`, also those that Jetty makes before we see a request.
final class JsonErrors extends ErrorHandler {
  private static final String JSON = "application/json";

  static String body(String message) {
    return new JsonBuffer(64).ascii("{\"error\":").string(message).put('}').toString();
  }

  static void write(Rejected rejected, HttpServletResponse response) {
    response.setStatus(rejected.status());
    response.setContentType(JSON);
    hint(rejected.status()).ifPresent(hint -> response.setHeader(hint.getName(), hint.getValue()));
    byte[] body = body(String.valueOf(rejected.getMessage())).getBytes(StandardCharsets.UTF_8);
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
      response.flushBuffer();
    } catch (IOException e) {
      // Whoever asked has gone and needs no answer.
    }
  }

  static void write(Rejected rejected, Response response, Callback callback) {
    response.reset();
    response.setStatus(rejected.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    hint(rejected.status()).ifPresent(response.getHeaders()::put);
    Content.Sink.write(response, true, body(String.valueOf(rejected.getMessage())), callback);
  }

  /// The header that belongs to a status.
  private static Optional<HttpField> hint(int status) {
    return switch (status) {
      // RFC 9110 section 11.6.1
      case 401 -> Optional.of(new HttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer"));
      case 426 -> Optional.of(new HttpField(HttpHeader.SEC_WEBSOCKET_VERSION, "13"));
      case 503 -> Optional.of(new HttpField(HttpHeader.RETRY_AFTER, "5"));
      default -> Optional.empty();
    };
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Object message = request.getAttribute(ERROR_MESSAGE);
    String text =
        message == null ? HttpStatus.getMessage(response.getStatus()) : message.toString();
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    Content.Sink.write(response, true, body(text), callback);
    return true;
  }
}
