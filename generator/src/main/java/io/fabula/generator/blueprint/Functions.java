package io.fabula.generator.blueprint;

import io.fabula.generator.chance.Distributions;
import io.fabula.generator.chance.Exponential;
import java.util.List;
import java.util.Map;

/// The functions of formulas. Each is a static method that takes the world and its arguments, so
/// that compiled code can call it by its name, and an entry under its name and number of arguments.
///
/// Only operations that are exactly rounded, or [StrictMath]: the same on every machine.
final class Functions {
  /// Functions by name and number of arguments.
  static final Map<String, Function> ALL =
      Map.ofEntries(
          Map.entry("min/2", (w, a) -> min(w, a[0], a[1])),
          Map.entry("max/2", (w, a) -> max(w, a[0], a[1])),
          Map.entry("clamp/3", (w, a) -> clamp(w, a[0], a[1], a[2])),
          Map.entry("abs/1", (w, a) -> abs(w, a[0])),
          Map.entry("floor/1", (w, a) -> floor(w, a[0])),
          Map.entry("ceil/1", (w, a) -> ceil(w, a[0])),
          Map.entry("round/1", (w, a) -> round(w, a[0])),
          Map.entry("sqrt/1", (w, a) -> sqrt(w, a[0])),
          Map.entry("exp/1", (w, a) -> exp(w, a[0])),
          Map.entry("log/1", (w, a) -> log(w, a[0])),
          Map.entry("sin/1", (w, a) -> sin(w, a[0])),
          Map.entry("pow/2", (w, a) -> pow(w, a[0], a[1])),
          Map.entry("chance/1", (w, a) -> chance(w, a[0])),
          Map.entry("uniform/2", (w, a) -> uniform(w, a[0], a[1])),
          Map.entry("int/2", (w, a) -> whole(w, a[0], a[1])),
          Map.entry("normal/2", (w, a) -> normal(w, a[0], a[1])),
          Map.entry("lognormal/2", (w, a) -> lognormal(w, a[0], a[1])),
          Map.entry("exponential/1", (w, a) -> exponential(w, a[0])),
          Map.entry("poisson/1", (w, a) -> poisson(w, a[0])),
          Map.entry("zipf/2", (w, a) -> zipf(w, a[0], a[1])),
          Map.entry("revert/4", (w, a) -> revert(w, a[0], a[1], a[2], a[3])),
          Map.entry("daily/1", (w, a) -> daily(w, a[0])),
          Map.entry("cycle/1", (w, a) -> cycle(w, a[0])));

  private static final long DAY_MILLIS = 86_400_000;
  private static final double HOUR_MILLIS = 3_600_000;

  private Functions() {}

  /// A function of numbers.
  @FunctionalInterface
  interface Function {
    double of(World world, double[] arguments);
  }

  /// A call by the function's name in formulas.
  static Term call(String name, List<Value.Formula> arguments) {
    Function function = ALL.get(name + "/" + arguments.size());
    if (function == null) {
      throw new IllegalArgumentException(
          "there is no function %s of %d arguments; there are %s"
              .formatted(
                  name,
                  arguments.size(),
                  String.join(", ", ALL.keySet().stream().sorted().toList())));
    }
    return new Term.Call(name.equals("int") ? "whole" : name, function, arguments);
  }

  static double min(World world, double a, double b) {
    return Math.min(a, b);
  }

  static double max(World world, double a, double b) {
    return Math.max(a, b);
  }

  static double clamp(World world, double x, double low, double high) {
    return Math.max(low, Math.min(high, x));
  }

  static double abs(World world, double x) {
    return Math.abs(x);
  }

  static double floor(World world, double x) {
    return Math.floor(x);
  }

  static double ceil(World world, double x) {
    return Math.ceil(x);
  }

  static double round(World world, double x) {
    return Numbers.whole(x);
  }

  static double sqrt(World world, double x) {
    return Math.sqrt(x);
  }

  static double exp(World world, double x) {
    return Exponential.exp(x);
  }

  static double log(World world, double x) {
    return StrictMath.log(x);
  }

  static double sin(World world, double x) {
    return StrictMath.sin(x);
  }

  static double pow(World world, double x, double y) {
    return y == 2 ? x * x : StrictMath.pow(x, y);
  }

  static double chance(World world, double p) {
    return world.dice.unit() < p ? 1 : 0;
  }

  static double uniform(World world, double low, double high) {
    return low + world.dice.unit() * (high - low);
  }

  /// A whole number, both ends included; `low` where `high` is below it.
  static double whole(World world, double low, double high) {
    return world.dice.between((long) low, (long) high);
  }

  static double normal(World world, double mean, double deviation) {
    return mean + deviation * world.dice.normal();
  }

  static double lognormal(World world, double median, double sigma) {
    return Distributions.lognormal(world.dice, median, sigma);
  }

  static double exponential(World world, double mean) {
    return Distributions.exponential(world.dice, mean);
  }

  static double poisson(World world, double mean) {
    return Distributions.poisson(world.dice, mean);
  }

  static double zipf(World world, double n, double s) {
    return Distributions.zipf(world.dice, n, s);
  }

  /// One step of a walk that is drawn back to its mean (Ornstein and Uhlenbeck).
  static double revert(World world, double x, double mean, double strength, double deviation) {
    return x + strength * (mean - x) + deviation * world.dice.normal();
  }

  /// 1 at this hour of the day (UTC), 0 twelve hours off, a wave between.
  static double daily(World world, double peakHour) {
    double hour = Math.floorMod(world.epochMillis, DAY_MILLIS) / HOUR_MILLIS;
    return wave((hour - peakHour) / 24);
  }

  /// 1 at the start of the story and again after each period, in seconds; 0 halfway.
  static double cycle(World world, double seconds) {
    return wave(elapsed(world) / seconds);
  }

  private static double wave(double turns) {
    return 0.5 + 0.5 * StrictMath.cos(2 * StrictMath.PI * (turns - Math.floor(turns)));
  }

  static double remainder(World world, double value, double by) {
    return Numbers.remainder(value, by);
  }

  static double walk(World world, double from, double step, double min, double max) {
    return Numbers.reflect(from + step, min, max);
  }

  /// The instant so many seconds from the event's, in whole milliseconds.
  static double time(World world, double seconds) {
    return Math.rint(world.epochMillis + seconds * 1000);
  }

  static double pick(World world, EntityKind kind) {
    return world.casts[kind.index()].pick(world, world.kind == kind ? world.self : -1);
  }

  /// A link to one of those who belong to the entity in a row.
  static double pickOf(World world, EntityKind kind, int owner) {
    return world.casts[kind.index()].pickOf(world, owner, world.kind == kind ? world.self : -1);
  }

  static double living(World world, EntityKind kind) {
    return world.casts[kind.index()].living();
  }

  static double vacancies(World world, EntityKind kind) {
    return world.casts[kind.index()].vacancies();
  }

  static double alive(World world, EntityKind kind, double link) {
    return world.casts[kind.index()].lives(link) ? 1 : 0;
  }

  static double inState(World world, EntityKind kind, int row, int state) {
    return world.casts[kind.index()].states[row] == state ? 1 : 0;
  }

  /// The acting entity, as a link.
  static double self(World world) {
    return Link.of(world.number, world.self);
  }

  static double now(World world) {
    return world.epochMillis;
  }

  static double elapsed(World world) {
    return world.offsetNanos / 1e9;
  }

  static double seq(World world) {
    return world.sequence;
  }

  static double index(World world) {
    return world.self;
  }

  static double number(World world) {
    return world.number;
  }
}
