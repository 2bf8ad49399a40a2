package io.fabula.bench.plot;

/// A place on the canvas, in pixels, y downwards.
record Spot(double x, double y) {
  /// A place beside it.
  Spot moved(double right, double down) {
    return new Spot(x + right, y + down);
  }
}
