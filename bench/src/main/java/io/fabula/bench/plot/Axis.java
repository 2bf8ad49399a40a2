package io.fabula.bench.plot;

/// One axis of a chart.
///
/// @param label what it shows, with the unit
/// @param logarithmic whether equal distances are equal ratios; else it is linear, from zero
public record Axis(String label, boolean logarithmic) {
  public Axis {
    if (label.isBlank()) {
      throw new IllegalArgumentException("an axis needs a label");
    }
  }
}
