/// Clients that cost little: WebSockets on raw sockets whose frames are counted and not decoded.
@NullMarked
package io.fabula.bench.client;

import org.jspecify.annotations.NullMarked;
