/// Stories, and what tells them: the entrance to this module.
@NullMarked
package io.fabula.generator;

import org.jspecify.annotations.NullMarked;
