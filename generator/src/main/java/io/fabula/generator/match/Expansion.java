package io.fabula.generator.match;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayDeque;
import java.util.Deque;

/// Estimates how many steps a pattern expands to: one for each of its characters and classes, times
/// the counts behind it and behind the groups around it. Errs upwards, and need not understand what
/// the compiler will refuse anyway.
final class Expansion {
  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

  /// More than any bound; multiplied once more it still fits.
  private static final long MANY = 1L << 31;

  private final String regex;

  /// What stands before the open groups, the innermost first.
  private final Deque<Long> before = new ArrayDeque<>();

  private long sum;
  private long last;

  Expansion(String regex) {
    this.regex = regex;
  }

  long steps() {
    Matcher count = COUNT.matcher(regex);
    for (int i = 0; i < regex.length(); ) {
      char c = regex.charAt(i);
      if (c == '{' && count.find(i) && count.start() == i) {
        repeat(times(count));
        i = count.end();
        continue;
      }
      i = step(c, i);
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

  private static long times(Matcher count) {
    String most =
        count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
    return Math.min(1001, Long.parseLong(most));
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
