package io.fabula.providers.budget;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/// What stands under `budget:`. A limit that is not given does not bound anything; tokens are those
/// read and those written together.
///
/// @param tokensPerStream for all calls of one [Account], at least 1
/// @param tokensPerDay for all calls of a day in UTC, those of other processes on the same ledger
///   included, at least 1
/// @param tokensPerProcess for all calls since the budget was opened, at least 1
/// @param costPerDay money for all calls of a day in UTC, in the currency of the prices; it bounds
///   only calls to models that have a price
public record Limits(
    OptionalLong tokensPerStream,
    OptionalLong tokensPerDay,
    OptionalLong tokensPerProcess,
    Optional<BigDecimal> costPerDay) {
  /// No limit at all.
  public static final Limits NONE =
      new Limits(
          OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

  public Limits {
    atLeastOne(Scope.STREAM, tokensPerStream);
    atLeastOne(Scope.DAY, tokensPerDay);
    atLeastOne(Scope.PROCESS, tokensPerProcess);
    costPerDay.ifPresent(
        cost -> {
          if (cost.signum() < 0) {
            throw new IllegalArgumentException(
                Scope.COST.key() + " must not be below 0, but is " + cost.toPlainString());
          }
        });
  }

  private static void atLeastOne(Scope scope, OptionalLong tokens) {
    if (tokens.isPresent() && tokens.getAsLong() < 1) {
      throw new IllegalArgumentException(
          scope.key() + " must be at least 1, not " + tokens.getAsLong());
    }
  }

  public Limits withTokensPerStream(long tokens) {
    return new Limits(OptionalLong.of(tokens), tokensPerDay, tokensPerProcess, costPerDay);
  }

  public Limits withTokensPerDay(long tokens) {
    return new Limits(tokensPerStream, OptionalLong.of(tokens), tokensPerProcess, costPerDay);
  }

  public Limits withTokensPerProcess(long tokens) {
    return new Limits(tokensPerStream, tokensPerDay, OptionalLong.of(tokens), costPerDay);
  }

  public Limits withCostPerDay(BigDecimal cost) {
    return new Limits(tokensPerStream, tokensPerDay, tokensPerProcess, Optional.of(cost));
  }
}
