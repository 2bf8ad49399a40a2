package io.fabula.generator.shipped;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/// Tests whether what was told is what a distribution would give. With the seeds fixed, the answers
/// are always the same.
final class Statistics {
  private Statistics() {}

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
  }

  /// Pearson's coefficient.
  static double correlation(double[] a, double[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - meanA) * (b[i] - meanB);
    }
    return sum / a.length / deviation(a) / deviation(b);
  }

  /// The largest distance between the values' and a distribution's cumulative function, in units of
  /// 1 / sqrt(n): above 1.95 it happens by chance once in a thousand (Kolmogorov and Smirnov).
  static double distance(double[] values, DoubleUnaryOperator cumulative) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double most = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = cumulative.applyAsDouble(sorted[i]);
      most =
          Math.max(
              most,
              Math.max(
                  expected - (double) i / sorted.length, (i + 1.0) / sorted.length - expected));
    }
    return most * Math.sqrt(sorted.length);
  }

  /// The cumulative function of the bell curve (Abramowitz and Stegun 26.2.17, good to 1e-7).
  static double normal(double x, double mean, double deviation) {
    double z = Math.abs(x - mean) / deviation;
    double t = 1 / (1 + 0.2316419 * z);
    double tail =
        Math.exp(-z * z / 2)
            / Math.sqrt(2 * Math.PI)
            * t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return x > mean ? 1 - tail : tail;
  }

  /// Pearson's chi-squared over its degrees of freedom: near 1 where the counts are as the weights
  /// say.
  static double deviance(Map<?, Long> counts, Map<?, Double> weights) {
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    double deviance = 0;
    for (var weight : weights.entrySet()) {
      double expected = all * weight.getValue() / sum;
      double seen = counts.containsKey(weight.getKey()) ? counts.get(weight.getKey()) : 0;
      deviance += (seen - expected) * (seen - expected) / expected;
    }
    return deviance / (weights.size() - 1);
  }

  /// How often each of the words comes.
  static <T> Map<T, Long> counts(List<T> all) {
    return all.stream().collect(Collectors.groupingBy(x -> x, Collectors.counting()));
  }
}
