package io.fabula.generator.blueprint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A compiled kind of entity: how many there are, what each holds, and what each does in which
/// state. Filled by the compiler, then read only.
final class EntityKind {
  private final String name;
  private final int index;
  private final int count;
  private final boolean renew;
  final Map<String, Slot> fields = new LinkedHashMap<>();
  final List<Assignment> births = new ArrayList<>();
  State[] states = {};
  int start;

  /// Whether a guard rolls dice: then who cannot act may be able to when asked once more.
  boolean chancy;

  /// Share of the actions per phase.
  double[] weights = {};

  EntityKind(String name, int index, int count, boolean renew) {
    this.name = name;
    this.index = index;
    this.count = count;
    this.renew = renew;
  }

  String name() {
    return name;
  }

  int index() {
    return index;
  }

  int count() {
    return count;
  }

  /// Whether a new one takes the place of one that has come to its end.
  boolean renew() {
    return renew;
  }

  /// Whether there is a state in which such an entity can do something.
  boolean acts() {
    return Arrays.stream(states).anyMatch(state -> !state.isFinal());
  }

  /// Keeps a value in a slot.
  record Assignment(Slot slot, Value value) {
    void run(World world) {
      slot.write(world, value);
    }
  }

  /// A state of the lifecycle.
  static final class State {
    private final String name;
    Action[] actions = {};

    State(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    /// In a final state nothing more can happen to the entity.
    boolean isFinal() {
      return actions.length == 0;
    }
  }
}
