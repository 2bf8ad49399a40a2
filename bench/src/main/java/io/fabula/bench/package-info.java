/// How fast events are made, beside what others make of the same. Plain programs; `bench/README.md`
/// says how to run them.
@NullMarked
package io.fabula.bench;

import org.jspecify.annotations.NullMarked;
