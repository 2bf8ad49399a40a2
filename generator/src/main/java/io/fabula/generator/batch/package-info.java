/// Narrative to prompt to model to checked events, one by one as they arrive.
@NullMarked
package io.fabula.generator.batch;

import org.jspecify.annotations.NullMarked;
