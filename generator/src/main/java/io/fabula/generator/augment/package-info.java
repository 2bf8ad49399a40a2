/// Augmenting: a recording in, the same recording with messages between its own that a model wrote,
/// or that were drawn from the recording's own shapes.
@NullMarked
package io.fabula.generator.augment;

import org.jspecify.annotations.NullMarked;
