/// What administrators ask of a running server, apart from how the requests reach it.
@NullMarked
package io.fabula.server.admin;

import org.jspecify.annotations.NullMarked;
