package io.fabula.generator.blueprint;

import java.util.Optional;

/// A link to one of those for whom a formula holds, any but the one that acts; to nobody where it
/// holds for none. All who fit are equally likely; where the formula rolls dice, each is as likely
/// as it says.
///
/// @param owner whose they are, where they belong to somebody
/// @param when asked as each candidate, with the names of that one
record Search(EntityKind kind, Optional<Row> owner, Value.Formula when) implements Term {
  /// Candidates drawn before all are looked at.
  private static final int TRIES = 32;

  private static final Change[] NOTHING = {};

  @Override
  public double of(World world) {
    EntityKind actor = world.kind;
    int self = world.self;
    double number = world.number;
    Cast cast = world.casts[kind.index()];
    int first = owner.map(row -> row.of(world) * kind.most()).orElse(0);
    int places = owner.isPresent() ? Math.min(kind.most(), kind.limit() - first) : cast.living();
    double found = drawn(world, cast, first, places, kind == actor ? self : -1);
    world.kind = actor;
    world.self = self;
    world.number = number;
    return found;
  }

  private double drawn(World world, Cast cast, int first, int places, int but) {
    for (int i = 0; i < TRIES && places > 0; i++) {
      int row = row(cast, first, world.dice.below(places));
      if (fits(world, cast, row, but)) {
        return cast.link(row);
      }
    }
    return ofAll(world, cast, first, places, but);
  }

  /// Few fit, or none: each takes the place of the one found before it as often as is fair.
  private double ofAll(World world, Cast cast, int first, int places, int but) {
    double found = kind.nobody();
    int fitting = 0;
    for (int place = 0; place < places; place++) {
      int row = row(cast, first, place);
      if (fits(world, cast, row, but)) {
        fitting++;
        found = world.dice.below(fitting) == 0 ? cast.link(row) : found;
      }
    }
    return found;
  }

  private int row(Cast cast, int first, int place) {
    return owner.isPresent() ? first + place : cast.rows[place];
  }

  private boolean fits(World world, Cast cast, int row, int but) {
    if (row == but || !cast.lives(row)) {
      return false;
    }
    world.become(cast, row);
    return when.of(world) != 0;
  }

  @Override
  public void emit(CodeWriter code) {
    // The loop is a call; what it asks each candidate is bytecode of its own.
    Value nothing = Value.constant(Shape.JSON, "", Double.NaN);
    Value.Formula quick =
        DeedCompiler.compile(when, NOTHING, nothing)
            .<Value.Formula>map(deed -> deed::guard)
            .orElse(when);
    code.played(new Search(kind, owner, quick));
  }
}
