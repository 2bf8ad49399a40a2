package io.fabula.providers;

import java.util.Optional;

/// The text of one model call, piece by piece as the model writes it.
///
/// For one reading thread; [#close] may come from any. Closing before the end cancels the call at
/// the provider and frees its connection; closing after the end does nothing.
public interface Answer extends AutoCloseable {
  /// The next piece of text, never empty text; empty at the regular end of the answer. Blocks until
  /// there is one.
  ///
  /// @throws ProviderException where the call failed, was cut short, refused or timed out; each
  ///   later call throws the same again
  /// @throws InterruptedException when the reading thread is interrupted; the call itself goes on
  ///   until [#close]
  Optional<String> next() throws InterruptedException;

  /// What the call has cost, as the provider counted it: known after the end, [Usage#NONE] before
  /// and where the provider tells nothing.
  Usage usage();

  @Override
  void close();
}
