package io.fabula.generator.replay;

import java.math.BigDecimal;
import java.time.Duration;

/// Times as recordings write them: milliseconds with up to three decimals, held in microseconds.
public final class Millis {
  /// No such time.
  public static final long NONE = -1;

  private static final int MAX_DIGITS = 13;

  private Millis() {}

  /// The microseconds that a JSON number of milliseconds means; [#NONE] where it is negative, finer
  /// than a microsecond, in exponential form or later than [Line#LATEST].
  public static long parse(String number) {
    int point = number.indexOf('.');
    int whole = point < 0 ? number.length() : point;
    int decimals = point < 0 ? 0 : number.length() - point - 1;
    if (whole > MAX_DIGITS) {
      return NONE;
    }
    long micros = 0;
    for (int i = 0; i < whole; i++) {
      int digit = number.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      micros = micros * 10 + digit;
    }
    for (int i = 0; i < Math.max(3, decimals); i++) {
      int digit = i < decimals ? number.charAt(point + 1 + i) - '0' : 0;
      if (digit < 0 || digit > 9 || (i >= 3 && digit != 0)) {
        return NONE;
      }
      micros = i < 3 ? micros * 10 + digit : micros;
    }
    return micros <= Line.LATEST.toMillis() * 1000 ? micros : NONE;
  }

  /// As [#parse] reads it.
  public static String text(long micros) {
    return BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString();
  }

  /// Milliseconds as a JSON number, with as many decimals as there are.
  public static BigDecimal number(Duration duration) {
    BigDecimal millis = BigDecimal.valueOf(duration.toNanos() / 1000, 3).stripTrailingZeros();
    return millis.scale() < 0 ? millis.setScale(0) : millis;
  }

  /// What to say where [#parse] found no time.
  ///
  /// @param kind what a person calls the value that stands there
  /// @param number the value where it is a number, else empty
  public static String fault(String key, String kind, String number) {
    return "%s must be a plain number of milliseconds from 0 to %d, with three decimals at most, not %s"
        .formatted(key, Line.LATEST.toMillis(), number.isEmpty() ? kind : number);
  }
}
