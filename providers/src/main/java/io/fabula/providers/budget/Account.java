package io.fabula.providers.budget;

import io.fabula.providers.LanguageModel;
import io.fabula.providers.ProviderSettings;

/// The account of one stream in a [Budget]. For any thread.
public final class Account {
  private final Budget budget;
  // Read and written by the budget, under its lock.
  private Book book = Book.EMPTY;

  Account(Budget budget) {
    this.budget = budget;
  }

  /// The same model with its calls metered on this account. Where the budget allows no further call
  /// the model is not asked, and the answer throws [io.fabula.providers.ProviderException.Spent],
  /// which names the limit and when it is free again. Closing the metered model closes `model`.
  ///
  /// What an answer reserved is held until it is read to its end, fails or is closed.
  ///
  /// @param settings of that model: its name, and its price where it has one
  public LanguageModel around(LanguageModel model, ProviderSettings settings) {
    return new MeteredModel(model, settings, budget, this);
  }

  /// What this stream has spent.
  public Spending spent() {
    return budget.spentOn(this);
  }

  Book book() {
    return book;
  }

  void book(Book now) {
    book = now;
  }
}
