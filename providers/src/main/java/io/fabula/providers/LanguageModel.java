package io.fabula.providers;

/// A configured language model that answers a prompt with a stream of text.
///
/// Implementations are safe for use by many threads; each [Answer] belongs to one. Closing a model
/// releases its connections and cancels answers still being written.
public interface LanguageModel extends AutoCloseable {
  /// The name under `providers:` in the config, for example `openai`.
  String provider();

  /// The vendor's name of the model, for example `gpt-5-mini`.
  String model();

  /// Starts one call and returns at once; what goes wrong is thrown by [Answer#next].
  ///
  /// Where the provider has structured output and the prompt a schema, the schema is sent as the
  /// response format; else it is left to the prompt's own words.
  Answer ask(Prompt prompt);

  @Override
  void close();
}
