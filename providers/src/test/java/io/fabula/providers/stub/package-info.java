/// A server that speaks chat completions as scripted, for the tests of every module.
@NullMarked
package io.fabula.providers.stub;

import org.jspecify.annotations.NullMarked;
