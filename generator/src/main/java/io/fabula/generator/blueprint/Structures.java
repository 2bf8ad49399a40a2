package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import io.fabula.generator.narrative.EventChecker;
import java.util.ArrayList;
import java.util.List;

/// Writers of objects and lists whose fixed parts are joined into runs of bytes beforehand.
final class Structures {
  private Structures() {}

  /// A member of an object.
  ///
  /// @param presence not zero where the member is written
  record Member(String key, Value value, Value.Formula presence, boolean optional) {
    static Member always(String key, Value value) {
      return new Member(key, value, world -> 1, false);
    }

    static Member sometimes(String key, Value value, Value.Formula presence) {
      return new Member(key, value, presence, true);
    }

    private byte[] name() {
      return new JsonBuffer(32).string(key).put(':').toByteArray();
    }
  }

  static Value object(List<Member> members) {
    return new Value.Structure(
        members.stream().anyMatch(Member::optional) ? varying(members) : joined(members));
  }

  /// An object whose members are always there: fixed bytes, value, fixed bytes, value, ...
  private static Value.Writer joined(List<Member> members) {
    List<byte[]> fixed = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    JsonBuffer run = new JsonBuffer(64).put('{');
    for (int i = 0; i < members.size(); i++) {
      if (i > 0) {
        run.put(',');
      }
      run.put(members.get(i).name());
      if (members.get(i).value() instanceof Value.Constant constant) {
        constant.json(run);
      } else {
        fixed.add(run.toByteArray());
        values.add(members.get(i).value());
        run.clear();
      }
    }
    fixed.add(run.put('}').toByteArray());
    return new Script.Joined(List.copyOf(fixed), List.copyOf(values));
  }

  private static Value.Writer varying(List<Member> members) {
    Member[] all = members.toArray(Member[]::new);
    byte[][] names = members.stream().map(Member::name).toArray(byte[][]::new);
    return (world, out) -> {
      out.put('{');
      boolean first = true;
      for (int i = 0; i < all.length; i++) {
        if (all[i].presence().of(world) != 0) {
          if (!first) {
            out.put(',');
          }
          first = false;
          out.put(names[i]);
          all[i].value().json(world, out);
        }
      }
      out.put('}');
    };
  }

  static Value list(List<Value> items) {
    Value[] all = items.toArray(Value[]::new);
    return new Value.Structure(
        (world, out) -> {
          out.put('[');
          for (int i = 0; i < all.length; i++) {
            if (i > 0) {
              out.put(',');
            }
            all[i].json(world, out);
          }
          out.put(']');
        });
  }

  /// A list of `count` values, each made anew; it ends where the event is as long as one may be, so
  /// that lists of lists of lists stay finite.
  static Value repeated(Value item, Value.Formula count, int most) {
    return new Value.Structure(
        (world, out) -> {
          int items = Math.clamp(Math.round(count.of(world)), 0, most);
          out.put('[');
          for (int i = 0; i < items && out.length() < EventChecker.MAX_BYTES; i++) {
            if (i > 0) {
              out.put(',');
            }
            item.json(world, out);
          }
          out.put(']');
        });
  }
}
