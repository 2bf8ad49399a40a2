/// Servers and commands in processes of their own: ours and the references.
@NullMarked
package io.fabula.bench.process;

import org.jspecify.annotations.NullMarked;
