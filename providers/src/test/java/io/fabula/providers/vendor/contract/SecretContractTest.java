package io.fabula.providers.vendor.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.fabula.providers.stub.ScriptedAnswer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
@DisplayNameGeneration(EachVendor.Sentences.class)
class SecretContractTest {
  private static final String ECHO =
      "You sent Bearer " + Played.KEY + " and " + Played.HEADER_SECRET;

  @EachVendor
  void neitherKeyNorHeaderValuesShowInAnyExceptionOrLog(Vendor vendor) {
    var logger = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = logger.getLevel();
    var logged = new Memory();
    logged.start();
    logger.addAppender(logged);
    logger.setLevel(Level.TRACE);
    try {
      for (int status : new int[] {301, 400, 401, 404, 413, 429, 500}) {
        assertThat(shown(vendor, ScriptedAnswer.status(status, vendor.error(ECHO))))
            .contains("You sent Bearer *** and ***");
      }
      for (var script :
          List.of(
              ScriptedAnswer.start().error(vendor.passing(), ECHO),
              ScriptedAnswer.start().error(vendor.lasting(), ECHO),
              ScriptedAnswer.start().finish(ECHO).done(),
              ScriptedAnswer.start().event("{nonsense " + ECHO),
              ScriptedAnswer.start().event("{\"choices\":\"" + ECHO + "\",\"message\":7}"),
              ScriptedAnswer.start().token("a").abort(),
              ScriptedAnswer.status(200, vendor.error(ECHO)))) {
        shown(vendor, script);
      }
    } finally {
      logger.setLevel(before);
      logger.detachAppender(logged);
    }
    assertThat(logged.lines).as("the test hears logs").isNotEmpty();
    assertThat(String.join("\n", logged.lines)).doesNotContain(Played.KEY, Played.HEADER_SECRET);
  }

  @EachVendor
  void theModelNamesItselfWithoutThem(Vendor vendor) {
    try (var played = Played.with(vendor, _ -> ScriptedAnswer.of("x"))) {
      assertThat(played.model().toString())
          .contains("model-1")
          .doesNotContain(Played.KEY, Played.HEADER_SECRET);
    }
  }

  /// The stack trace with its causes and suppressed ones.
  private static String shown(Vendor vendor, ScriptedAnswer script) {
    var text = new StringWriter();
    Played.thrown(vendor, script).printStackTrace(new PrintWriter(text));
    assertThat(text.toString()).doesNotContain(Played.KEY, Played.HEADER_SECRET);
    LoggerFactory.getLogger(SecretContractTest.class).trace("{}", "seen");
    return text.toString();
  }

  private static final class Memory extends AppenderBase<ILoggingEvent> {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      String pairs =
          event.getKeyValuePairs() == null
              ? ""
              : event.getKeyValuePairs().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(" "));
      lines.add(
          event.getFormattedMessage()
              + pairs
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
  }
}
