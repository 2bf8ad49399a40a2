package io.fabula.server.script;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import java.util.Optional;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.management.ExecutionEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the engine reports, in our words and with the places of the user's files.
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int MAX_REASON = 500;

  private Failures() {}

  /// The engine has given up on a script.
  static void end(Call call, PolyglotException e) {
    if (e.isSyntaxError()) {
      call.failed(syntax(call.script, e));
    } else if (e.isResourceExhausted()) {
      boolean statements = String.valueOf(e.getMessage()).startsWith("Statement count");
      call.exceeded(
          statements
              ? "more than %d statements".formatted(call.limits.statements())
              : "it used up the memory");
    } else if (e.isCancelled() || e.isInterrupted() || call.stopped()) {
      call.stop(new IllegalStateException("a script was stopped", e));
    } else if (e.isGuestException()) {
      call.failed(fault(call.script, e));
    } else {
      call.stop(new IllegalStateException("the engine of scripts failed", e));
    }
  }

  /// What a script has thrown.
  static ScriptException thrown(Call call, Value thrown) {
    if (thrown.isException()) {
      try {
        throw thrown.throwException();
      } catch (PolyglotException e) {
        return fault(call.script, e);
      }
    }
    String shown = thrown.isString() ? thrown.asString() : thrown.toString();
    return new ScriptException.Fault(call.script.code().start(), "it threw " + shortened(shown));
  }

  private static ScriptException fault(Script script, PolyglotException e) {
    Optional<SourceSection> section = Optional.empty();
    for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
      SourceSection at = frame.isGuestFrame() ? frame.getSourceLocation() : null;
      if (at != null && at.getSource().equals(script.source())) {
        section = Optional.of(at);
        break;
      }
    }
    return new ScriptException.Fault(
        place(script, section), shortened(String.valueOf(e.getMessage())));
  }

  /// Where a statement stands; the script's start where that is not known. For any thread.
  static Place place(Script script, @Nullable ExecutionEvent statement) {
    SourceSection section = statement == null ? null : statement.getLocation();
    return place(
        script,
        Optional.ofNullable(section)
            .filter(at -> at.getSource().equals(script.source()))
            .filter(at -> at.getStartLine() - 1 <= script.code().lines()));
  }

  /// The wrapping takes the first line.
  private static Place place(Script script, Optional<SourceSection> section) {
    return section
        .map(at -> script.code().at(at.getStartLine() - 1, at.getStartColumn()))
        .orElse(script.code().start());
  }

  private static InvalidDocumentException syntax(Script script, PolyglotException e) {
    Optional<SourceSection> at = Optional.ofNullable(e.getSourceLocation());
    Code code = script.code();
    if (at.isPresent() && at.get().getStartLine() - 1 > code.lines()) {
      return new InvalidDocumentException(
          code.end(), "the text ends too early: something is missing or left open");
    }
    // `SyntaxError: name:3:5 Expected ; but found x`, and the line again.
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return new InvalidDocumentException(
        place(script, at), shortened(first.replaceFirst("^SyntaxError: .*?:\\d+:\\d+ ", "")));
  }

  private static String shortened(String reason) {
    return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "...";
  }

  /// A context that is closed while it is stopped reports the stop once more.
  static void ignored(PolyglotException e) {
    LOG.atDebug().setCause(e).log("a script's context ended with what stopped it");
  }
}
