package io.fabula.generator.blueprint;

/// Finds the row of a column that is meant at this moment.
sealed interface Row {
  int of(World world);

  /// Emits code that leaves the row on the stack.
  void emit(CodeWriter code);

  /// The row of the entity that acts.
  record Self() implements Row {
    @Override
    public int of(World world) {
      return world.self;
    }

    @Override
    public void emit(CodeWriter code) {
      code.field("self", int.class);
    }
  }

  /// The only row of a column for values that live for one event.
  record Only() implements Row {
    @Override
    public int of(World world) {
      return 0;
    }

    @Override
    public void emit(CodeWriter code) {
      code.row(0);
    }
  }

  /// The row that a link leads to.
  record Linked(Term.Cell link) implements Row {
    @Override
    public int of(World world) {
      return Link.row(link.of(world));
    }

    @Override
    public void emit(CodeWriter code) {
      link.emit(code);
      code.toRow();
    }
  }
}
