package io.fabula.generator.blueprint;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;

/// Objects that compiled code refers to: static final fields, which the JIT takes for constants.
final class Constants {
  private final ClassDesc owner;
  private final List<Object> values = new ArrayList<>();
  private final List<ClassDesc> types = new ArrayList<>();

  Constants(ClassDesc owner) {
    this.owner = owner;
  }

  void load(CodeBuilder code, Object value, Class<?> type) {
    values.add(value);
    types.add(CodeWriter.desc(type));
    code.getstatic(owner, "c" + (values.size() - 1), types.getLast());
  }

  Object[] values() {
    return values.toArray();
  }

  void declare(ClassBuilder type) {
    for (int i = 0; i < types.size(); i++) {
      type.withField("c" + i, types.get(i), ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
    }
  }

  /// Fills the fields from the array in the first local variable.
  void initialise(CodeBuilder code) {
    for (int i = 0; i < types.size(); i++) {
      code.aload(0).loadConstant(i).aaload().checkcast(types.get(i));
      code.putstatic(owner, "c" + i, types.get(i));
    }
  }
}
