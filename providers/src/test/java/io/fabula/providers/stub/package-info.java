/// A server that speaks as any vendor's model does, as scripted, for the tests of every module.
@NullMarked
package io.fabula.providers.stub;

import org.jspecify.annotations.NullMarked;
