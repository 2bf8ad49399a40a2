package io.fabula.providers.budget;

import io.fabula.providers.Price;
import io.fabula.providers.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/// What a call under way may still spend. A class and no record: two calls that hold the same are
/// two.
final class Reservation {
  private final Account account;
  private final LocalDate day;
  private final Book.Called called;
  private final Optional<Price> price;
  private final long input;
  private final long output;

  /// @param day when it was asked; its spending belongs to that day
  Reservation(
      Account account,
      LocalDate day,
      Book.Called called,
      Optional<Price> price,
      long input,
      long output) {
    this.account = account;
    this.day = day;
    this.called = called;
    this.price = price;
    this.input = input;
    this.output = output;
  }

  Account account() {
    return account;
  }

  LocalDate day() {
    return day;
  }

  Book.Called called() {
    return called;
  }

  long input() {
    return input;
  }

  long output() {
    return output;
  }

  long tokens() {
    return input + output;
  }

  BigDecimal cost() {
    return cost(new Usage(input, output));
  }

  /// The one call at its price.
  Totals of(Usage usage) {
    return Totals.of(usage, cost(usage));
  }

  private BigDecimal cost(Usage usage) {
    return price.map(p -> Totals.roundedUp(p.of(usage))).orElse(BigDecimal.ZERO);
  }
}
