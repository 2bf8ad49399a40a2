package io.fabula.providers.budget;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;

/// What one limit leaves for one call, in the limit's own unit: tokens or money.
///
/// @param limit the figure in the config
/// @param spent of it, for good
/// @param held of it, by calls under way
/// @param input what reading the prompt takes
/// @param perToken what each token of the answer takes
record Room(
    Scope scope,
    BigDecimal limit,
    BigDecimal spent,
    BigDecimal held,
    BigDecimal input,
    BigDecimal perToken) {
  static Room ofTokens(Scope scope, long limit, long spent, long held, long input) {
    return new Room(
        scope,
        BigDecimal.valueOf(limit),
        BigDecimal.valueOf(spent),
        BigDecimal.valueOf(held),
        BigDecimal.valueOf(input),
        BigDecimal.ONE);
  }

  /// The most tokens that the answer may have, at most `wanted`; below 0 where the prompt alone is
  /// too much.
  long output(long wanted) {
    // Rounded down where Totals rounds up, so that what is booked fits into what was left.
    BigDecimal forOutput =
        limit
            .subtract(spent)
            .subtract(held)
            .setScale(Totals.DECIMALS, RoundingMode.FLOOR)
            .subtract(input);
    if (forOutput.signum() < 0) {
      return -1;
    }
    if (forOutput.compareTo(perToken.multiply(BigDecimal.valueOf(wanted))) >= 0) {
      return wanted;
    }
    return forOutput.divideToIntegralValue(perToken).longValueExact();
  }

  /// What it will leave when the calls under way have cost nothing.
  Room withoutCallsUnderWay() {
    return new Room(scope, limit, spent, BigDecimal.ZERO, input, perToken);
  }

  /// Why a call to `provider` is not made.
  String refusal(String provider, long leastOutput, LocalDate today) {
    BigDecimal left = limit.subtract(spent).subtract(held).max(BigDecimal.ZERO);
    BigDecimal needed = input.add(perToken.multiply(BigDecimal.valueOf(leastOutput)));
    return "The budget of %s %s (%s) has %s left%s, too little for a call to %s, which takes at least %s; %s."
        .formatted(
            words(limit),
            scope.unit(),
            scope.key(),
            words(left),
            held.signum() == 0 ? "" : " while calls under way hold " + words(held),
            provider,
            words(needed),
            scope.freeAgain(today));
  }

  private static String words(BigDecimal figure) {
    return figure.signum() == 0 ? "0" : figure.stripTrailingZeros().toPlainString();
  }
}
