/// How fast parts of the program are, each alone in a process of its own, and what others make of
/// the same. `Micro` runs them; the classes named Bench are what it runs.
@NullMarked
package io.fabula.bench.micro;

import org.jspecify.annotations.NullMarked;
