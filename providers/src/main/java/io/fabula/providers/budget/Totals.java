package io.fabula.providers.budget;

import io.fabula.providers.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What a number of calls has spent together.
///
/// @param calls those that cost something; a call that its provider refused does not count
/// @param inputTokens all that the models read, cached ones included
/// @param outputTokens all that they wrote
/// @param cachedTokens what of the input came from the providers' caches
/// @param cost money, in the currency of the prices; calls to models without a price add nothing
public record Totals(
    long calls, long inputTokens, long outputTokens, long cachedTokens, BigDecimal cost) {
  /// Nothing spent.
  public static final Totals NONE = new Totals(0, 0, 0, 0, BigDecimal.ZERO);

  /// The decimals of money that are kept: a millionth of a millionth, well below a token's price.
  static final int DECIMALS = 12;

  public Totals {
    if (calls < 0 || inputTokens < 0 || outputTokens < 0 || cachedTokens < 0 || cost.signum() < 0) {
      throw new IllegalArgumentException("spending cannot be below 0");
    }
    cost = roundedUp(cost);
  }

  /// One call.
  static Totals of(Usage usage, BigDecimal cost) {
    return new Totals(1, usage.inputTokens(), usage.outputTokens(), usage.cachedTokens(), cost);
  }

  /// Input and output together.
  public long tokens() {
    return sum(inputTokens, outputTokens);
  }

  Totals plus(Totals more) {
    return new Totals(
        sum(calls, more.calls),
        sum(inputTokens, more.inputTokens),
        sum(outputTokens, more.outputTokens),
        sum(cachedTokens, more.cachedTokens),
        cost.add(more.cost));
  }

  static BigDecimal roundedUp(BigDecimal cost) {
    BigDecimal rounded = cost.setScale(DECIMALS, RoundingMode.CEILING).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
  }

  /// A provider that claims absurd figures must not turn the sum below 0.
  private static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
