package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import java.lang.classfile.Label;
import java.util.List;

/// A writer that can write as it stands, and also be emitted as bytecode where it is played often.
/// A writer that is no script costs a call wherever it is used, and works all the same.
interface Script extends Value.Writer {
  /// Emits code that writes; what is always the same is handed over as bytes, which are joined.
  void emit(CodeWriter code);

  /// Fixed bytes, value, fixed bytes, value, ..., fixed bytes: an object whose members are always
  /// there.
  record Joined(List<byte[]> fixed, List<Value> between) implements Script {
    @Override
    public void write(World world, JsonBuffer out) {
      for (int i = 0; i < between.size(); i++) {
        out.put(fixed.get(i));
        between.get(i).json(world, out);
      }
      out.put(fixed.getLast());
    }

    @Override
    public void emit(CodeWriter code) {
      for (int i = 0; i < between.size(); i++) {
        code.bytes(fixed.get(i));
        code.json(between.get(i));
      }
      code.bytes(fixed.getLast());
    }
  }

  /// Texts one after the other.
  record Parts(List<Value> parts) implements Script {
    @Override
    public void write(World world, JsonBuffer out) {
      for (Value part : parts) {
        part.text(world, out);
      }
    }

    @Override
    public void emit(CodeWriter code) {
      parts.forEach(code::text);
    }
  }

  /// One value or the other, as it stands inside a string.
  record TextFork(Value.Formula test, Value yes, Value no) implements Script {
    @Override
    public void write(World world, JsonBuffer out) {
      (test.of(world) != 0 ? yes : no).text(world, out);
    }

    @Override
    public void emit(CodeWriter code) {
      Label otherwise = code.fork(test);
      code.text(yes);
      Label end = code.otherwise(otherwise);
      code.text(no);
      code.join(end);
    }
  }

  /// One value or the other, whole.
  record JsonFork(Value.Formula test, Value yes, Value no) implements Script {
    @Override
    public void write(World world, JsonBuffer out) {
      (test.of(world) != 0 ? yes : no).json(world, out);
    }

    @Override
    public void emit(CodeWriter code) {
      Label otherwise = code.fork(test);
      code.json(yes);
      Label end = code.otherwise(otherwise);
      code.json(no);
      code.join(end);
    }
  }

  /// A time of day such as 08:05.
  ///
  /// @param minutes since midnight; a day has 1440
  record TimeOfDay(Value.Formula minutes) implements Script {
    @Override
    public void write(World world, JsonBuffer out) {
      out.timeOfDay(minutes.of(world));
    }

    @Override
    public void emit(CodeWriter code) {
      code.timeOfDay(minutes);
    }
  }
}
