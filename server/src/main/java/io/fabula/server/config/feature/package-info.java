/// What interactive endpoints do, as the configuration says it: checked, with templates compiled.
@NullMarked
package io.fabula.server.config.feature;

import org.jspecify.annotations.NullMarked;
