package io.fabula.generator.blueprint;

import java.lang.classfile.Label;
import java.util.Arrays;
import java.util.List;

/// A formula that can be played as it stands, and also be emitted as bytecode where it is played
/// often. Both must give the same, bit for bit. A formula that is no term costs a call wherever it
/// is used, and works all the same.
interface Term extends Value.Formula {
  /// Emits code that leaves the number on the stack.
  void emit(CodeWriter code);

  /// Emits code that jumps to `no` where the number is zero, and else falls through.
  default void emitTest(CodeWriter code, Label no) {
    emit(code);
    code.jumpIfZero(no);
  }

  /// Always the same number.
  record Constant(double value) implements Term {
    @Override
    public double of(World world) {
      return value;
    }

    @Override
    public void emit(CodeWriter code) {
      code.number(value);
    }
  }

  /// A number that a world keeps.
  record Cell(int column, Row row) implements Term {
    @Override
    public double of(World world) {
      return world.numbers[column][row.of(world)];
    }

    @Override
    public void emit(CodeWriter code) {
      code.numbers(column);
      row.emit(code);
      code.load();
    }
  }

  /// A number that depends on the phase.
  record ByPhase(List<Double> rows) implements Term {
    @Override
    public double of(World world) {
      return rows.get(world.phase);
    }

    @Override
    public void emit(CodeWriter code) {
      code.constant(rows.stream().mapToDouble(Double::doubleValue).toArray(), double[].class);
      code.field("phase", int.class);
      code.load();
    }
  }

  /// Two numbers to one.
  record Arithmetic(Operator operator, Value.Formula a, Value.Formula b) implements Term {
    @Override
    public double of(World world) {
      double left = a.of(world);
      double right = b.of(world);
      return switch (operator) {
        case ADD -> left + right;
        case SUBTRACT -> left - right;
        case MULTIPLY -> left * right;
        case DIVIDE -> left / right;
      };
    }

    @Override
    public void emit(CodeWriter code) {
      code.formula(a);
      code.formula(b);
      code.operator(operator);
    }
  }

  /// The basic operations.
  enum Operator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE
  }

  /// 1 where it holds, else 0.
  interface Test extends Term {
    @Override
    default void emit(CodeWriter code) {
      code.choice(this, new Constant(1), new Constant(0));
    }

    @Override
    void emitTest(CodeWriter code, Label no);
  }

  /// Compares two numbers; nothing but `!=` holds for what is not a number.
  record Comparison(Relation relation, Value.Formula a, Value.Formula b) implements Test {
    @Override
    public double of(World world) {
      double left = a.of(world);
      double right = b.of(world);
      boolean holds =
          switch (relation) {
            case EQUAL -> left == right;
            case UNEQUAL -> left != right;
            case LESS -> left < right;
            case AT_MOST -> left <= right;
            case MORE -> left > right;
            case AT_LEAST -> left >= right;
          };
      return holds ? 1 : 0;
    }

    @Override
    public void emitTest(CodeWriter code, Label no) {
      code.formula(a);
      code.formula(b);
      code.jumpUnless(relation, no);
    }
  }

  /// How two numbers may stand to each other.
  enum Relation {
    EQUAL,
    UNEQUAL,
    LESS,
    AT_MOST,
    MORE,
    AT_LEAST
  }

  /// Both are not zero; the second is not computed where the first is.
  record Both(Value.Formula a, Value.Formula b) implements Test {
    @Override
    public double of(World world) {
      return a.of(world) != 0 && b.of(world) != 0 ? 1 : 0;
    }

    @Override
    public void emitTest(CodeWriter code, Label no) {
      code.test(a, no);
      code.test(b, no);
    }
  }

  /// One is not zero; the second is not computed where the first is not.
  record Either(Value.Formula a, Value.Formula b) implements Test {
    @Override
    public double of(World world) {
      return a.of(world) != 0 || b.of(world) != 0 ? 1 : 0;
    }

    @Override
    public void emitTest(CodeWriter code, Label no) {
      code.either(a, b, no);
    }
  }

  /// It is zero.
  record Not(Value.Formula a) implements Test {
    @Override
    public double of(World world) {
      return a.of(world) == 0 ? 1 : 0;
    }

    @Override
    public void emitTest(CodeWriter code, Label no) {
      code.formula(a);
      code.number(0);
      code.jumpUnless(Relation.EQUAL, no);
    }
  }

  /// One number or the other.
  record Choice(Value.Formula test, Value.Formula yes, Value.Formula no) implements Term {
    @Override
    public double of(World world) {
      return test.of(world) != 0 ? yes.of(world) : no.of(world);
    }

    @Override
    public void emit(CodeWriter code) {
      code.choice(test, yes, no);
    }
  }

  /// A function of [Functions], called with the world and its arguments from left to right.
  ///
  /// @param method name of the static method
  record Call(String method, Functions.Function function, List<Value.Formula> arguments)
      implements Term {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public double of(World world) {
      double[] numbers = new double[arguments.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = arguments.get(i).of(world);
      }
      return function.of(world, numbers);
    }

    @Override
    public void emit(CodeWriter code) {
      code.world();
      arguments.forEach(code::formula);
      Class<?>[] types = new Class<?>[arguments.size() + 1];
      Arrays.fill(types, double.class);
      types[0] = World.class;
      code.call(Functions.class, method, types);
    }
  }

  /// A link to some entity of a kind, any but the one that acts.
  record Pick(EntityKind kind) implements Term {
    @Override
    public double of(World world) {
      return Functions.pick(world, kind);
    }

    @Override
    public void emit(CodeWriter code) {
      code.world();
      code.constant(kind, EntityKind.class);
      code.call(Functions.class, "pick", World.class, EntityKind.class);
    }
  }

  /// A link to some entity that belongs to another, any but the one that acts.
  record PickOf(EntityKind kind, Row owner) implements Term {
    @Override
    public double of(World world) {
      return Functions.pickOf(world, kind, owner.of(world));
    }

    @Override
    public void emit(CodeWriter code) {
      code.world();
      code.constant(kind, EntityKind.class);
      owner.emit(code);
      code.call(Functions.class, "pickOf", World.class, EntityKind.class, int.class);
    }
  }

  /// What there is of a kind at this moment.
  ///
  /// @param count a method of [Functions]
  record Population(EntityKind kind, String count) implements Term {
    static final String LIVING = "living";
    static final String VACANCIES = "vacancies";

    @Override
    public double of(World world) {
      return count.equals(LIVING)
          ? Functions.living(world, kind)
          : Functions.vacancies(world, kind);
    }

    @Override
    public void emit(CodeWriter code) {
      code.world();
      code.constant(kind, EntityKind.class);
      code.call(Functions.class, count, World.class, EntityKind.class);
    }
  }

  /// Whether the entity that a link was made to still lives.
  record Alive(EntityKind kind, Value.Formula link) implements Test {
    @Override
    public double of(World world) {
      return Functions.alive(world, kind, link.of(world));
    }

    @Override
    public void emit(CodeWriter code) {
      code.world();
      code.constant(kind, EntityKind.class);
      code.formula(link);
      code.call(Functions.class, "alive", World.class, EntityKind.class, double.class);
    }

    @Override
    public void emitTest(CodeWriter code, Label no) {
      emit(code);
      code.jumpIfZero(no);
    }
  }

  /// Whether an entity is in a state.
  record InState(EntityKind kind, Row row, int state) implements Test {
    @Override
    public double of(World world) {
      return Functions.inState(world, kind, row.of(world), state);
    }

    @Override
    public void emit(CodeWriter code) {
      code.world();
      code.constant(kind, EntityKind.class);
      row.emit(code);
      code.row(state);
      code.call(Functions.class, "inState", World.class, EntityKind.class, int.class, int.class);
    }

    @Override
    public void emitTest(CodeWriter code, Label no) {
      emit(code);
      code.jumpIfZero(no);
    }
  }
}
