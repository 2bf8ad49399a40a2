package io.fabula.generator.blueprint;

/// After an event, somebody else comes into another state.
///
/// @param link who
/// @param state index of the state
record Move(Value.Formula link, EntityKind kind, int state) {}
