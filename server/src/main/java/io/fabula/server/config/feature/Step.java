package io.fabula.server.config.feature;

import java.time.Duration;

/// Something that is said after a while.
///
/// @param delay after the step before
public record Step(Duration delay, Reply reply) {}
