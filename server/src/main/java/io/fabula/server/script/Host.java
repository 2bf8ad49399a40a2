package io.fabula.server.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What `realm.js` may call of ours. Scripts never get hold of it. Text alone goes through: a
/// letter that says what it is (`t` text, `j` JSON, `b` bytes in base64, `e` an error), and the
/// text itself.
final class Host {
  private static final Logger LOG = LoggerFactory.getLogger(Scripts.class);

  private @Nullable Call call;
  private Runnable ending = Host::nothing;

  /// Says whose functions are called from now on; null for nobody's.
  void serve(@Nullable Call next) {
    call = next;
    ending = Host::nothing;
  }

  private static void nothing() {}

  /// Ends the call with what the script came to, if it has come to anything. Not earlier than here:
  /// a script that has returned may have left jobs behind, and they are still its own.
  void end() {
    ending.run();
  }

  ProxyObject functions() {
    return ProxyObject.fromMap(
        Map.of(
            "invoke", (ProxyExecutable) this::invoke,
            "log", (ProxyExecutable) this::log,
            "exceed", (ProxyExecutable) this::exceed,
            "settle", (ProxyExecutable) this::settle,
            "fail", (ProxyExecutable) this::fail));
  }

  /// A call that has been stopped reaches nobody any more.
  private Call current() {
    Call now = call;
    if (now == null || !now.running()) {
      throw new Stopping();
    }
    return now;
  }

  private static Scene scene(Call call) {
    if (call.scene == null) {
      throw new IllegalStateException("the script is only being compiled");
    }
    return call.scene;
  }

  private @Nullable Object invoke(Value... values) {
    Call now = current();
    List<Datum> arguments = new ArrayList<>();
    for (int i = 1; i < values.length; i++) {
      arguments.add(datum(now, values[i].asString()));
    }
    try {
      return scene(now).call(values[0].asString(), arguments).map(Host::text).orElse(null);
    } catch (IllegalArgumentException e) {
      return "e" + e.getMessage();
    } catch (InterruptedException e) {
      now.stop(new IllegalStateException("interrupted in " + values[0].asString(), e));
      throw new Stopping();
    } catch (RuntimeException e) {
      now.stop(e);
      throw new Stopping();
    }
  }

  private static String text(Datum datum) {
    return switch (datum) {
      case Datum.Text text -> "t" + text.wire();
      case Datum.Json json -> "j" + json.wire();
      case Datum.Binary binary -> "t" + binary.wire();
    };
  }

  private static Datum datum(Call call, String text) {
    String rest = text.substring(1);
    return switch (text.charAt(0)) {
      case 't' -> Datum.text(rest);
      case 'b' -> new Datum.Binary(rest);
      default -> {
        checkNesting(call, rest);
        yield Datum.json(rest);
      }
    };
  }

  private static void checkNesting(Call call, String json) {
    if (!Nesting.within(json, call.limits.nesting())) {
      call.exceeded(
          "a value that is nested deeper than %d levels leaves it"
              .formatted(call.limits.nesting()));
      throw new Stopping();
    }
  }

  private @Nullable Object log(Value... values) {
    Call now = current();
    Level level =
        switch (values[0].asString()) {
          case "warn" -> Level.WARN;
          case "error" -> Level.ERROR;
          case "debug" -> Level.DEBUG;
          default -> Level.INFO;
        };
    now.logged(values[1].asString())
        .ifPresent(
            line ->
                LOG.atLevel(level)
                    .addKeyValue("script", now.script.code().name())
                    .addKeyValue("connection", scene(now).caller().id())
                    .addKeyValue("said", line)
                    .log("console"));
    return null;
  }

  private @Nullable Object exceed(Value... values) {
    Call now = current();
    long size = values[1].asLong();
    now.exceeded(
        values[0].asString().equals("output")
            ? "a value of %d characters leaves it; the limit is %d"
                .formatted(size, now.limits.output())
            : "%d answers; the limit is %d".formatted(size, now.limits.answers()));
    throw new Stopping();
  }

  private @Nullable Object settle(Value... values) {
    Call now = current();
    @Nullable String state = values[0].isNull() ? null : values[0].asString();
    if (state != null) {
      checkNesting(now, state);
    }
    List<Datum> answers = new ArrayList<>();
    for (int i = 2; i < values.length; i++) {
      try {
        answers.add(datum(now, values[i].asString()));
      } catch (IllegalArgumentException e) {
        ScriptException fault =
            new ScriptException.Fault(
                now.script.code().start(), "it returns a 'binary' that is not base64");
        ending = () -> now.failed(fault);
        return null;
      }
    }
    Call.Result result = new Call.Result(answers, values[1].asBoolean(), state);
    ending = () -> now.done(result);
    return null;
  }

  private @Nullable Object fail(Value... values) {
    Call now = current();
    RuntimeException failure = Failures.thrown(now, values[0]);
    ending = () -> now.failed(failure);
    return null;
  }
}
