package io.fabula.providers;

import java.math.BigDecimal;
import java.math.MathContext;

/// What a model costs, in the currency in which `budget.cost_per_day` is given.
///
/// @param input for a million tokens read
/// @param output for a million tokens written
public record Price(BigDecimal input, BigDecimal output) {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

  public Price {
    if (input.signum() < 0 || output.signum() < 0) {
      throw new IllegalArgumentException("a price must not be below 0");
    }
  }

  /// What `usage` costs. Tokens read from a provider's cache count like all others: vendors give
  /// different rebates, and a budget had better end early than late.
  public BigDecimal of(Usage usage) {
    return input
        .multiply(BigDecimal.valueOf(usage.inputTokens()))
        .add(output.multiply(BigDecimal.valueOf(usage.outputTokens())))
        .divide(MILLION, MathContext.DECIMAL64);
  }
}
