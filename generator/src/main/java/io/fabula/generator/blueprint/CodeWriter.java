package io.fabula.generator.blueprint;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.fabula.generator.blueprint.EntityKind.Assignment;
import io.fabula.generator.event.JsonBuffer;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/// Emits the body of one method of a [Deed] in bytecode. The world is its first argument and the
/// buffer its second. Numbers go over the stack; fixed bytes are joined until something else is
/// written.
final class CodeWriter {
  static final ClassDesc WORLD = desc(World.class);
  static final ClassDesc BUFFER = desc(JsonBuffer.class);
  private static final ClassDesc KIND = desc(EntityKind.class);
  private static final ClassDesc BYTES = CD_byte.arrayType();
  private static final ClassDesc NUMBERS = CD_double.arrayType();
  private static final int WORLD_LOCAL = 1;
  private static final int BUFFER_LOCAL = 2;

  private final CodeBuilder code;
  private final Constants constants;
  private final JsonBuffer pending = new JsonBuffer(64);

  CodeWriter(CodeBuilder code, Constants constants) {
    this.code = code;
    this.constants = constants;
  }

  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  void end(boolean number) {
    flush();
    if (number) {
      code.dreturn();
    } else {
      code.return_();
    }
  }

  // Numbers.

  /// Leaves what a formula gives.
  void formula(Value.Formula formula) {
    if (formula instanceof Term term) {
      term.emit(this);
    } else {
      played(formula);
    }
  }

  /// Leaves what a formula gives as it stands, for the price of a call.
  void played(Value.Formula formula) {
    constant(formula, Value.Formula.class);
    world();
    code.invokeinterface(desc(Value.Formula.class), "of", MethodTypeDesc.of(CD_double, WORLD));
  }

  /// Goes on where the formula is not zero, else to `no`.
  void test(Value.Formula formula, Label no) {
    if (formula instanceof Term term) {
      term.emitTest(this, no);
    } else {
      formula(formula);
      jumpIfZero(no);
    }
  }

  void either(Value.Formula a, Value.Formula b, Label no) {
    Label second = code.newLabel();
    Label yes = code.newLabel();
    test(a, second);
    code.goto_(yes).labelBinding(second);
    test(b, no);
    code.labelBinding(yes);
  }

  void choice(Value.Formula test, Value.Formula yes, Value.Formula no) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    test(test, otherwise);
    formula(yes);
    code.goto_(end).labelBinding(otherwise);
    formula(no);
    code.labelBinding(end);
  }

  void jumpIfZero(Label no) {
    code.dconst_0().dcmpl().ifeq(no);
  }

  /// Jumps unless the two numbers on the stack stand to each other so; always where one is not a
  /// number, but for [Term.Relation#UNEQUAL].
  void jumpUnless(Term.Relation relation, Label no) {
    switch (relation) {
      case EQUAL -> code.dcmpl().ifne(no);
      case UNEQUAL -> code.dcmpl().ifeq(no);
      case LESS -> code.dcmpg().ifge(no);
      case AT_MOST -> code.dcmpg().ifgt(no);
      case MORE -> code.dcmpl().ifle(no);
      case AT_LEAST -> code.dcmpl().iflt(no);
    }
  }

  void operator(Term.Operator operator) {
    switch (operator) {
      case ADD -> code.dadd();
      case SUBTRACT -> code.dsub();
      case MULTIPLY -> code.dmul();
      case DIVIDE -> code.ddiv();
    }
  }

  void number(double value) {
    code.loadConstant(value);
  }

  void constant(Object value, Class<?> type) {
    constants.load(code, value, type);
  }

  void world() {
    code.aload(WORLD_LOCAL);
  }

  void field(String name, Class<?> type) {
    code.aload(WORLD_LOCAL).getfield(WORLD, name, desc(type));
  }

  /// Leaves a column of numbers.
  void numbers(int column) {
    code.aload(WORLD_LOCAL).getfield(WORLD, "numbers", NUMBERS.arrayType());
    code.loadConstant(column).aaload();
  }

  void row(int row) {
    code.loadConstant(row);
  }

  void toRow() {
    code.invokestatic(desc(Link.class), "row", MethodTypeDesc.of(CD_int, CD_double));
  }

  /// An array and a row to the number there.
  void load() {
    code.daload();
  }

  /// Calls a static method that gives a number; its arguments are on the stack.
  void call(Class<?> owner, String method, Class<?>... types) {
    code.invokestatic(
        desc(owner),
        method,
        MethodTypeDesc.of(CD_double, Arrays.stream(types).map(CodeWriter::desc).toList()));
  }

  void callOwn(ClassDesc self, String method) {
    code.aload(0).aload(WORLD_LOCAL);
    code.invokevirtual(self, method, MethodTypeDesc.of(CD_void, WORLD));
  }

  void run(Change change) {
    switch (change) {
      case Assignment assignment -> run(assignment);
      case Change.ForEach all -> each(all.parts(), () -> run(all.assignment()));
    }
  }

  /// Keeps a value in its slot.
  private void run(Assignment assignment) {
    Slot slot = assignment.slot();
    if (!slot.shape().numeric()) {
      constant(assignment, Assignment.class);
      world();
      code.invokevirtual(desc(Assignment.class), "run", MethodTypeDesc.of(CD_void, WORLD));
      return;
    }
    numbers(slot.column());
    slot.row().emit(this);
    formula(Value.formula(assignment.value()));
    if (slot.shape().kind() == Shape.Kind.NUMBER) {
      round(slot.shape().decimals());
    }
    code.dastore();
  }

  private void round(int decimals) {
    if (decimals == 0) {
      call(Numbers.class, "whole", double.class);
    } else {
      number(Numbers.power(decimals));
      call(Numbers.class, "toUnits", double.class, double.class);
    }
  }

  /// Leaves what the numbers of all parts come to.
  void aggregate(Aggregate aggregate) {
    int total = code.allocateLocal(TypeKind.DOUBLE);
    int count = code.allocateLocal(TypeKind.DOUBLE);
    code.loadConstant(aggregate.fold().start()).dstore(total);
    code.dconst_0().dstore(count);
    each(
        aggregate.parts(),
        () -> {
          code.dload(total);
          formula(aggregate.item());
          call(Aggregate.class, aggregate.fold().with(), double.class, double.class);
          code.dstore(total);
          code.dload(count).dconst_1().dadd().dstore(count);
        });
    code.dload(total).dload(count);
    call(Aggregate.class, aggregate.fold().end(), double.class, double.class);
  }

  /// Runs a body as each of those who belong to an entity. Nothing may be on the stack.
  private void each(Scope.Parts parts, Runnable body) {
    EntityKind kind = parts.kind();
    int actor = code.allocateLocal(TypeKind.REFERENCE);
    int actorRow = code.allocateLocal(TypeKind.INT);
    int actorNumber = code.allocateLocal(TypeKind.DOUBLE);
    int row = code.allocateLocal(TypeKind.INT);
    int end = code.allocateLocal(TypeKind.INT);
    flush();
    code.aload(WORLD_LOCAL).getfield(WORLD, "kind", KIND).astore(actor);
    code.aload(WORLD_LOCAL).getfield(WORLD, "self", CD_int).istore(actorRow);
    code.aload(WORLD_LOCAL).getfield(WORLD, "number", CD_double).dstore(actorNumber);
    parts.owner().emit(this);
    code.loadConstant(kind.most()).imul().dup().istore(row);
    code.loadConstant(kind.most()).iadd().loadConstant(kind.limit());
    code.invokestatic(desc(Math.class), "min", MethodTypeDesc.of(CD_int, CD_int, CD_int));
    code.istore(end);
    Label next = code.newLabel();
    Label gone = code.newLabel();
    Label done = code.newLabel();
    code.labelBinding(next).iload(row).iload(end).if_icmpge(done);
    code.aload(WORLD_LOCAL);
    constant(kind, EntityKind.class);
    code.iload(row);
    code.invokevirtual(WORLD, "becomes", MethodTypeDesc.of(CD_boolean, KIND, CD_int));
    code.ifeq(gone);
    body.run();
    flush();
    code.labelBinding(gone).iinc(row, 1).goto_(next).labelBinding(done);
    code.aload(WORLD_LOCAL).aload(actor).putfield(WORLD, "kind", KIND);
    code.aload(WORLD_LOCAL).iload(actorRow).putfield(WORLD, "self", CD_int);
    code.aload(WORLD_LOCAL).dload(actorNumber).putfield(WORLD, "number", CD_double);
  }

  // Bytes.

  /// Writes a list with an item for each part.
  void list(Aggregate.Listed list) {
    int items = code.allocateLocal(TypeKind.INT);
    pending.put('[');
    flush();
    code.iconst_0().istore(items);
    each(
        list.parts(),
        () -> {
          Label first = code.newLabel();
          code.iload(items).ifeq(first);
          pending.put(',');
          flush();
          code.labelBinding(first).iinc(items, 1);
          json(list.item());
        });
    pending.put(']');
  }

  void bytes(byte[] fixed) {
    pending.put(fixed);
  }

  private void flush() {
    if (pending.length() > 0) {
      code.aload(BUFFER_LOCAL);
      constant(pending.toByteArray(), byte[].class);
      put();
      pending.clear();
    }
  }

  private void put() {
    code.invokevirtual(BUFFER, "put", MethodTypeDesc.of(BUFFER, BYTES)).pop();
  }

  void putText(int column, Row row) {
    flush();
    code.aload(BUFFER_LOCAL);
    code.aload(WORLD_LOCAL).getfield(WORLD, "texts", BYTES.arrayType().arrayType());
    code.loadConstant(column).aaload();
    row.emit(this);
    code.aaload();
    put();
  }

  /// Writes a whole value.
  void json(Value value) {
    switch (value) {
      case Value.Constant constant -> constant.json(pending);
      case Value.Computed computed -> {
        boolean quoted = computed.shape().kind() == Shape.Kind.TIME;
        quote(quoted);
        text(value);
        quote(quoted);
      }
      case Value.Text text -> {
        quote(true);
        writer(text.inside());
        quote(true);
      }
      case Value.Structure structure -> writer(structure.whole());
    }
  }

  private void quote(boolean wanted) {
    if (wanted) {
      pending.put('"');
    }
  }

  /// Writes a value as it stands inside a string.
  void text(Value value) {
    switch (value) {
      case Value.Constant constant -> pending.put(constant.inside());
      case Value.Computed computed -> computed(computed);
      case Value.Text text -> writer(text.inside());
      case Value.Structure structure -> {
        flush();
        constant(structure, Value.Structure.class);
        world();
        code.aload(BUFFER_LOCAL);
        code.invokevirtual(
            desc(Value.Structure.class), "text", MethodTypeDesc.of(CD_void, WORLD, BUFFER));
      }
    }
  }

  private void computed(Value.Computed computed) {
    flush();
    switch (computed.shape().kind()) {
      case FLAG -> {
        Label no = fork(computed.formula());
        pending.ascii("true");
        Label end = otherwise(no);
        pending.ascii("false");
        join(end);
      }
      case TIME -> {
        code.aload(BUFFER_LOCAL);
        formula(computed.formula());
        code.invokestatic(
            desc(Value.class), "instant", MethodTypeDesc.of(CD_long, CD_double), true);
        code.invokevirtual(BUFFER, "instant", MethodTypeDesc.of(BUFFER, CD_long)).pop();
      }
      case LINK -> {
        code.aload(BUFFER_LOCAL);
        formula(computed.formula());
        code.invokestatic(desc(Link.class), "number", MethodTypeDesc.of(CD_long, CD_double));
        code.invokevirtual(BUFFER, "number", MethodTypeDesc.of(BUFFER, CD_long)).pop();
      }
      case NUMBER, TEXT, JSON -> {
        code.aload(BUFFER_LOCAL);
        formula(computed.formula());
        code.loadConstant(computed.shape().decimals());
        code.invokevirtual(BUFFER, "decimal", MethodTypeDesc.of(BUFFER, CD_double, CD_int)).pop();
      }
    }
  }

  void timeOfDay(Value.Formula minutes) {
    flush();
    code.aload(BUFFER_LOCAL);
    formula(minutes);
    code.invokevirtual(BUFFER, "timeOfDay", MethodTypeDesc.of(BUFFER, CD_double)).pop();
  }

  private void writer(Value.Writer writer) {
    if (writer instanceof Script script) {
      script.emit(this);
    } else {
      flush();
      constant(writer, Value.Writer.class);
      world();
      code.aload(BUFFER_LOCAL);
      code.invokeinterface(
          desc(Value.Writer.class), "write", MethodTypeDesc.of(CD_void, WORLD, BUFFER));
    }
  }

  /// Begins what is written where the test holds; answers where the other case begins.
  Label fork(Value.Formula test) {
    flush();
    Label no = code.newLabel();
    test(test, no);
    return no;
  }

  /// Begins the other case; answers where both come together.
  Label otherwise(Label no) {
    flush();
    Label end = code.newLabel();
    code.goto_(end).labelBinding(no);
    return end;
  }

  void join(Label end) {
    flush();
    code.labelBinding(end);
  }
}
