package io.fabula.generator.blueprint;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import java.util.function.Consumer;

/// Makes a [Deed] in bytecode. A tree of formulas played as it stands costs a call that the JIT
/// cannot see through at every knot; as one method it is what a person would have written by hand.
///
/// The class is hidden, so it goes when its blueprint goes.
final class DeedCompiler {
  private static final ClassDesc DEED = CodeWriter.desc(Deed.class);
  private static final ClassDesc SELF = ClassDesc.of(DEED.packageName(), "CompiledDeed");
  private static final ClassDesc LOOKUP = CodeWriter.desc(MethodHandles.Lookup.class);
  private static final ClassDesc HANDLES = CodeWriter.desc(MethodHandles.class);
  private static final ClassDesc CLASS = CodeWriter.desc(Class.class);
  private static final ClassDesc OBJECTS = CD_Object.arrayType();

  /// The JIT leaves longer methods to the interpreter (HugeMethodLimit).
  private static final int MOST_BYTES = 8000;

  private final Constants constants = new Constants(SELF);

  private DeedCompiler() {}

  /// The deed as bytecode; empty where it is too long for the JIT.
  static Optional<Deed> compile(Value.Formula guard, Change[] before, Value data) {
    DeedCompiler compiler = new DeedCompiler();
    byte[] bytes;
    try {
      bytes = ClassFile.of().build(SELF, type -> compiler.write(type, guard, before, data));
    } catch (IllegalArgumentException e) {
      // A method of more than 64 KB.
      return Optional.empty();
    }
    return tooLong(bytes)
        ? Optional.empty()
        : Optional.of(load(bytes, compiler.constants.values()));
  }

  private static boolean tooLong(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .flatMap(method -> method.code().stream())
        .anyMatch(code -> code instanceof CodeAttribute c && c.codeLength() >= MOST_BYTES);
  }

  private static Deed load(byte[] bytes, Object[] constants) {
    try {
      return (Deed)
          MethodHandles.lookup()
              .defineHiddenClassWithClassData(bytes, constants, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot load compiled code", e);
    }
  }

  private void write(ClassBuilder type, Value.Formula guard, Change[] before, Value data) {
    type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(DEED);
    type.withMethodBody(
        INIT_NAME,
        MTD_void,
        0,
        code -> code.aload(0).invokespecial(DEED, INIT_NAME, MTD_void).return_());
    method(type, "guard", MethodTypeDesc.of(CD_double, CodeWriter.WORLD), w -> w.formula(guard));
    for (int i = 0; i < before.length; i++) {
      Change change = before[i];
      // One method each: the JIT prefers short ones.
      method(type, "set" + i, MethodTypeDesc.of(CD_void, CodeWriter.WORLD), w -> w.run(change));
    }
    method(
        type,
        "before",
        MethodTypeDesc.of(CD_void, CodeWriter.WORLD),
        w -> {
          for (int i = 0; i < before.length; i++) {
            w.callOwn(SELF, "set" + i);
          }
        });
    method(
        type,
        "data",
        MethodTypeDesc.of(CD_void, CodeWriter.WORLD, CodeWriter.BUFFER),
        w -> w.json(data));
    constants.declare(type);
    type.withMethodBody("<clinit>", MTD_void, ClassFile.ACC_STATIC, this::initialise);
  }

  private void method(
      ClassBuilder type, String name, MethodTypeDesc shape, Consumer<CodeWriter> body) {
    type.withMethodBody(
        name,
        shape,
        0,
        code -> {
          CodeWriter writer = new CodeWriter(code, constants);
          body.accept(writer);
          writer.end(shape.returnType().equals(CD_double));
        });
  }

  private void initialise(CodeBuilder code) {
    code.invokestatic(HANDLES, "lookup", MethodTypeDesc.of(LOOKUP))
        .loadConstant("_")
        .loadConstant(OBJECTS)
        .invokestatic(HANDLES, "classData", MethodTypeDesc.of(CD_Object, LOOKUP, CD_String, CLASS))
        .checkcast(OBJECTS)
        .astore(0);
    constants.initialise(code);
    code.return_();
  }
}
