package io.fabula.generator.blueprint;

import io.fabula.generator.event.JsonBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A compiled kind of entity: how many there are, what each holds, and what each does in which
/// state. Filled by the compiler, then read only.
final class EntityKind {
  private final String name;
  private final int index;
  private final Population population;
  final Map<String, Slot> fields = new LinkedHashMap<>();
  final List<Assignment> births = new ArrayList<>();

  /// What happens when one of this kind comes: as declared, and as events have it.
  final List<Practice> arrivals = new ArrayList<>();

  /// The kinds whose entities belong to one of this kind, and come and go with it.
  final List<EntityKind> parts = new ArrayList<>();

  /// Of a part: how many the owner has.
  Value.Formula size = new Term.Constant(0);

  State[] states = {};
  int start;

  /// Whether a guard rolls dice: then who cannot act may be able to when asked once more.
  boolean chancy;

  /// Share of the actions per phase.
  double[] weights = {};

  EntityKind(String name, int index, Population population) {
    this.name = name;
    this.index = index;
    this.population = population;
    population.owner().ifPresent(owner -> owner.parts.add(this));
  }

  /// How many there can be.
  ///
  /// @param count at the start; 0 for those that belong to an owner, who come with it
  /// @param limit at any time
  /// @param renew whether a new one takes the place of one that has come to its end
  /// @param born whether events bring new ones into the world
  /// @param owner the kind that it belongs to
  /// @param most that belong to one owner
  record Population(
      int count, int limit, boolean renew, boolean born, Optional<EntityKind> owner, int most) {}

  String name() {
    return name;
  }

  /// What happens when one comes whom no event brings.
  Practice arrival() {
    return arrivals.getFirst();
  }

  int index() {
    return index;
  }

  int count() {
    return population.count();
  }

  int limit() {
    return population.limit();
  }

  boolean renew() {
    return population.renew();
  }

  boolean born() {
    return population.born();
  }

  Optional<EntityKind> owner() {
    return population.owner();
  }

  int most() {
    return population.most();
  }

  /// The kind with which entities of this kind come and go.
  EntityKind first() {
    return owner().map(EntityKind::first).orElse(this);
  }

  /// Whether there are always so many.
  boolean alwaysHas(int entities) {
    return owner().isEmpty() && renew() && count() >= entities;
  }

  /// A link to nobody.
  double nobody() {
    return Link.of(0, limit());
  }

  /// Whether there is a state in which such an entity can do something.
  boolean acts() {
    return Arrays.stream(states).anyMatch(state -> state.actions.length > 0);
  }

  /// Whether there is a state in which such an entity rests for a time.
  boolean dwells() {
    return Arrays.stream(states).anyMatch(state -> state.dwell.isPresent());
  }

  List<String> stateNames() {
    return Arrays.stream(states).map(State::name).toList();
  }

  /// The index of a state, -1 where there is none of this name.
  int state(String state) {
    for (int i = 0; i < states.length; i++) {
      if (states[i].name().equals(state)) {
        return i;
      }
    }
    return -1;
  }

  /// Keeps a value in a slot.
  record Assignment(Slot slot, Value value) implements Change {
    @Override
    public void run(World world) {
      slot.write(world, value);
    }
  }

  /// A state of the lifecycle.
  static final class State {
    private final String name;

    /// The name as it stands inside a JSON string.
    final byte[] text;

    Action[] actions = {};

    /// Its guard gives the seconds for which an entity rests when it has come here, and after what
    /// it does here.
    Optional<Practice> dwell = Optional.empty();

    /// Whether an entity stays here until somebody else's event moves it.
    boolean waits;

    State(String name) {
      this.name = name;
      this.text = new JsonBuffer(name.length()).escaped(name).toByteArray();
    }

    String name() {
      return name;
    }

    /// In a final state nothing more can happen to the entity.
    boolean isFinal() {
      return actions.length == 0 && !waits;
    }
  }
}
