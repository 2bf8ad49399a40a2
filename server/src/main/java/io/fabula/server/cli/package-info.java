/// The commands.
@NullMarked
package io.fabula.server.cli;

import org.jspecify.annotations.NullMarked;
