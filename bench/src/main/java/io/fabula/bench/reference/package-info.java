/// What others would write, in Java: the references that need no npm.
@NullMarked
package io.fabula.bench.reference;

import org.jspecify.annotations.NullMarked;
