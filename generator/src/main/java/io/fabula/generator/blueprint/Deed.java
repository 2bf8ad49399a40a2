package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;

/// What an action does to a world: a test, changes, and the data of the event. Without state, for
/// any thread. Compiled code extends this class too.
abstract class Deed {
  Deed() {}

  /// Not zero where the action is possible.
  abstract double guard(World world);

  /// What changes before the data is written.
  abstract void before(World world);

  /// Writes the data of the event.
  abstract void data(World world, JsonBuffer out);

  /// The parts as they were compiled from the blueprint.
  static final class Parts extends Deed {
    private final Value.Formula guard;
    private final Change[] before;
    private final Value data;

    Parts(Value.Formula guard, Change[] before, Value data) {
      this.guard = guard;
      this.before = before;
      this.data = data;
    }

    boolean isAlwaysPossible() {
      return guard instanceof Term.Constant constant && constant.value() != 0;
    }

    @Override
    double guard(World world) {
      return guard.of(world);
    }

    @Override
    void before(World world) {
      for (Change change : before) {
        change.run(world);
      }
    }

    @Override
    void data(World world, JsonBuffer out) {
      data.json(world, out);
    }

    /// The same deed as bytecode; itself where that is too much code.
    Deed compiled() {
      return DeedCompiler.compile(guard, before, data).orElse(this);
    }
  }
}
