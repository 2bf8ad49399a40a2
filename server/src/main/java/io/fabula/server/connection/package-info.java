/// One client: its state, its bounded outbox, its one writer.
@NullMarked
package io.fabula.server.connection;

import org.jspecify.annotations.NullMarked;
