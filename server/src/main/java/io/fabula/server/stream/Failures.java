package io.fabula.server.stream;

import io.fabula.generator.UnplayableException;
import io.fabula.generator.batch.GenerationException;
import io.fabula.server.connection.Ending;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a client is told when its story cannot go on. Our own sentences are for clients; what
/// nobody foresaw is for the log.
public final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /// Logs a failure and answers how the connections end that it concerns.
  public static Ending ending(String stream, RuntimeException failure) {
    boolean foreseen =
        failure instanceof GenerationException || failure instanceof UnplayableException;
    if (foreseen) {
      LOG.atWarn()
          .addKeyValue("stream", stream)
          .addKeyValue("why", failure.getMessage())
          .log("a story could not be told on");
      String why = String.valueOf(failure.getMessage());
      return failure instanceof GenerationException e && e.spent()
          ? Ending.spent(why)
          : Ending.failed(why);
    }
    LOG.atError().addKeyValue("stream", stream).setCause(failure).log("a stream failed");
    return Ending.failed("internal error; the server's log says more");
  }
}
