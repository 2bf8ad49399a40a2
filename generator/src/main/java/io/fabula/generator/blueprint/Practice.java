package io.fabula.generator.blueprint;

/// A deed that becomes bytecode once it is done often. Worlds on several threads may compile it at
/// the same time, or not see yet that another one has: either deed does the same.
final class Practice {
  /// So often it is asked for before it is compiled, which costs as much as some thousand events.
  private static final int OFTEN = 500;

  private static final Value NOTHING = Value.constant(Shape.JSON, "", Double.NaN);

  private final Deed.Parts parts;
  private Deed deed;
  private int uses;

  Practice(Deed.Parts parts) {
    this.parts = parts;
    this.deed = parts;
  }

  /// Changes without an event.
  static Practice of(Change... changes) {
    return new Practice(new Deed.Parts(new Term.Constant(1), changes, NOTHING));
  }

  /// A formula alone: the deed's guard.
  static Practice of(Value.Formula formula) {
    return new Practice(new Deed.Parts(formula, new Change[0], NOTHING));
  }

  /// The deed as it is done now.
  Deed deed() {
    if (uses < OFTEN && ++uses == OFTEN) {
      compile();
    }
    return deed;
  }

  /// From now on as bytecode.
  void compile() {
    deed = parts.compiled();
  }

  /// Never as bytecode.
  void interpret() {
    uses = OFTEN;
  }
}
