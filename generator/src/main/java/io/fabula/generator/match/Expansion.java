package io.fabula.generator.match;

import java.util.ArrayDeque;
import java.util.Deque;

/// Estimates how many steps a pattern expands to: one for each of its characters and classes, times
/// the counts behind it and behind the groups around it. Errs upwards, and need not understand what
/// the compiler will refuse anyway.
final class Expansion {
  /// The most that RE2 takes, and one more for what it refuses.
  private static final long MOST_TIMES = 1001;

  /// More than any bound; multiplied once more it still fits.
  private static final long MANY = 1L << 31;

  private static final long NO_COUNT = -1;

  private final String regex;

  /// What stands before the open groups, the innermost first.
  private final Deque<Long> before = new ArrayDeque<>();

  private long sum;
  private long last;

  Expansion(String regex) {
    this.regex = regex;
  }

  long steps() {
    for (int i = 0; i < regex.length(); ) {
      char c = regex.charAt(i);
      int end = c == '{' ? regex.indexOf('}', i) : -1;
      long times = end < 0 ? NO_COUNT : times(i + 1, end);
      if (times == NO_COUNT) {
        i = step(c, i);
      } else {
        repeat(times);
        i = end + 1;
      }
    }
    while (!before.isEmpty()) {
      close();
    }
    return sum;
  }

  /// Takes in what stands at `i`; answers where it ends.
  private int step(char c, int i) {
    switch (c) {
      case '(' -> {
        before.push(sum);
        sum = 0;
        last = 0;
      }
      case ')' -> close();
      case '[' -> {
        one();
        return classEnd(i);
      }
      case '\\' -> {
        if (regex.startsWith("\\Q", i)) {
          return quoted(i + 2);
        }
        one();
        return i + 2;
      }
      default -> one();
    }
    return i + 1;
  }

  private void one() {
    last = 1;
    sum = Math.min(MANY, sum + 1);
  }

  private void close() {
    if (!before.isEmpty()) {
      last = sum + 1;
      sum = Math.min(MANY, last + before.pop());
    }
  }

  private void repeat(long times) {
    long more = last * Math.max(0, times - 1);
    last = Math.min(MANY, last + more);
    sum = Math.min(MANY, sum + more);
  }

  /// The larger count of `{n}`, `{n,}` or `{n,m}`, whose inside is given; [#NO_COUNT] for any other
  /// text.
  private long times(int start, int end) {
    long most = 0;
    int digits = 0;
    boolean comma = false;
    long number = 0;
    for (int i = start; i < end; i++) {
      char c = regex.charAt(i);
      if (c == ',' && !comma && digits > 0) {
        comma = true;
        most = number;
        number = 0;
      } else if (c >= '0' && c <= '9') {
        digits++;
        number = Math.min(MOST_TIMES, number * 10 + (c - '0'));
      } else {
        return NO_COUNT;
      }
    }
    return digits == 0 ? NO_COUNT : Math.max(most, number);
  }

  private int classEnd(int start) {
    int i = start + 1;
    if (regex.startsWith("^", i)) {
      i++;
    }
    // The first bracket of a class is itself.
    i++;
    while (i < regex.length() && regex.charAt(i) != ']') {
      i += regex.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private int quoted(int start) {
    int end = regex.indexOf("\\E", start);
    int stop = end < 0 ? regex.length() : end;
    for (int i = start; i < stop; i++) {
      one();
    }
    return end < 0 ? stop : end + 2;
  }
}
