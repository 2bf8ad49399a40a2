package io.fabula.generator.chance;

/// The bell curve by the ziggurat method (Marsaglia, Tsang 2000), in the form that draws the layer
/// and the place within it from different bits (Doornik 2005): one draw and one multiplication in
/// 99 of 100 cases. The tables are computed by [StrictMath] and exactly rounded operations, so they
/// are the same on every machine.
final class Ziggurat {
  private static final int LAYERS = 256;

  /// Where the tail begins, and the area of a layer.
  private static final double TAIL = 3.654152885361009;

  private static final double AREA = 0.00492867323399;

  /// Right edges of the layers, from the lowest and widest.
  private static final double[] EDGES = new double[LAYERS + 1];

  /// Which part of a layer lies under the curve as a whole.
  private static final double[] INNER = new double[LAYERS];

  static {
    double height = bell(TAIL);
    EDGES[0] = AREA / height;
    EDGES[1] = TAIL;
    for (int i = 2; i < LAYERS; i++) {
      EDGES[i] = Math.sqrt(-2 * StrictMath.log(AREA / EDGES[i - 1] + height));
      height = bell(EDGES[i]);
    }
    for (int i = 0; i < LAYERS; i++) {
      INNER[i] = EDGES[i + 1] / EDGES[i];
    }
  }

  private Ziggurat() {}

  private static double bell(double x) {
    return StrictMath.exp(-0.5 * x * x);
  }

  static double normal(Dice dice) {
    long bits = dice.next();
    int layer = (int) bits & (LAYERS - 1);
    double place = (bits >>> 11) * 0x1.0p-52 - 1;
    return Math.abs(place) < INNER[layer] ? place * EDGES[layer] : outer(dice, layer, place);
  }

  /// Not in the part of the layer that is under the curve for sure.
  private static double outer(Dice dice, int layer, double place) {
    if (layer == 0) {
      return Math.copySign(tail(dice), place);
    }
    double x = place * EDGES[layer];
    double low = bell(EDGES[layer]);
    double high = bell(EDGES[layer + 1]);
    return low + dice.unit() * (high - low) < bell(x) ? x : normal(dice);
  }

  private static double tail(Dice dice) {
    while (true) {
      // 1 - unit, for there is no logarithm of 0.
      double x = -StrictMath.log(1 - dice.unit()) / TAIL;
      double y = -StrictMath.log(1 - dice.unit());
      if (2 * y >= x * x) {
        return TAIL + x;
      }
    }
  }
}
