@NullMarked
package io.fabula.server;

import org.jspecify.annotations.NullMarked;
