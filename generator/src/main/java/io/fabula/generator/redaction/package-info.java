/// Finds the secrets in what was recorded and hides them: from files that are written, and from
/// models that are shown a message.
@NullMarked
package io.fabula.generator.redaction;

import org.jspecify.annotations.NullMarked;
