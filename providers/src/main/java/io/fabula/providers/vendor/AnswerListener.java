package io.fabula.providers.vendor;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Hands the text of one call to its answer, and has its end judged. Text comes from LangChain4j,
/// the facts of the end from the wire's report.
final class AnswerListener implements StreamingChatResponseHandler {
  private final StreamedAnswer answer;
  private final WireReport report;
  private final Faults faults;
  private final Runnable whenOver;
  private final AtomicBoolean over = new AtomicBoolean();

  AnswerListener(StreamedAnswer answer, WireReport report, Faults faults, Runnable whenOver) {
    this.answer = answer;
    this.report = report;
    this.faults = faults;
    this.whenOver = whenOver;
  }

  @Override
  public void onPartialResponse(String text) {
    answer.push(text);
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    over();
  }

  @Override
  public void onError(Throwable error) {
    end(error);
  }

  /// Nothing more will come. May be said more than once.
  void over() {
    end(null);
  }

  private void end(@Nullable Throwable thrown) {
    if (over.compareAndSet(false, true)) {
      faults
          .judge(report, Optional.ofNullable(thrown), answer.anyPiece())
          .ifPresentOrElse(answer::fail, answer::end);
      whenOver.run();
    }
  }
}
