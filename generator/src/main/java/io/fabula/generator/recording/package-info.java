/// Recordings in whatever form they are kept: opened, reviewed, and converted without their
/// secrets.
@NullMarked
package io.fabula.generator.recording;

import org.jspecify.annotations.NullMarked;
