package io.fabula.providers.vendor;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.fabula.providers.Usage;
import org.jspecify.annotations.Nullable;

/// Hands what LangChain4j tells of one call to its answer, and judges how the call ended.
final class AnswerListener implements StreamingChatResponseHandler {
  private final StreamedAnswer answer;
  private final OpenAiExchange exchange;
  private final Faults faults;
  private final Runnable whenOver;

  AnswerListener(StreamedAnswer answer, OpenAiExchange exchange, Faults faults, Runnable whenOver) {
    this.answer = answer;
    this.exchange = exchange;
    this.faults = faults;
    this.whenOver = whenOver;
  }

  @Override
  public void onPartialResponse(String text) {
    answer.push(text);
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    answer.spent(usage(response.metadata().tokenUsage()));
    FinishReason reason = response.metadata().finishReason();
    switch (reason) {
      case STOP -> {
        if (answer.anyPiece()) {
          answer.end();
        } else {
          // LangChain4j passes no refusal on: one shows as an answer that stops without text.
          answer.fail(faults.refused());
        }
      }
      case LENGTH -> answer.fail(faults.cutAtMaxTokens());
      case CONTENT_FILTER -> answer.fail(faults.filtered());
      case TOOL_EXECUTION, OTHER -> answer.fail(faults.endedOddly(reason));
      case null -> answer.fail(faults.cut());
    }
    whenOver.run();
  }

  @Override
  public void onError(Throwable error) {
    answer.fail(faults.of(error, exchange.errorBody()));
    whenOver.run();
  }

  private static Usage usage(@Nullable TokenUsage counted) {
    return counted == null
        ? Usage.NONE
        : new Usage(orZero(counted.inputTokenCount()), orZero(counted.outputTokenCount()));
  }

  private static long orZero(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
