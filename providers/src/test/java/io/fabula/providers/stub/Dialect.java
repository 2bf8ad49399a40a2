package io.fabula.providers.stub;

/// The protocol in which a [ModelStub] tells a [ScriptedAnswer], each written from the vendor's
/// public API reference.
public enum Dialect {
  OPENAI("/v1"),
  AZURE(""),
  ANTHROPIC("/v1"),
  OLLAMA(""),
  GEMINI("/v1beta"),
  MISTRAL("/v1");

  private final String basePath;

  Dialect(String basePath) {
    this.basePath = basePath;
  }

  String basePath() {
    return basePath;
  }

  /// Who tells one answer in it.
  ///
  /// @param ahead what the script says of usage: some vendors begin with it
  Speaker speaker(Wire wire, Step.Usage ahead) {
    return switch (this) {
      case OPENAI, AZURE -> new ChatCompletionsSpeaker(wire);
      case ANTHROPIC -> new AnthropicSpeaker(wire, ahead);
      case OLLAMA -> new OllamaSpeaker(wire);
      case GEMINI -> new GeminiSpeaker(wire);
      case MISTRAL -> new MistralSpeaker(wire);
    };
  }
}
