/// Who hears what is broadcast: rooms, and the paths of the server.
@NullMarked
package io.fabula.server.room;

import org.jspecify.annotations.NullMarked;
