/// Model answers as readable files, recorded once and played again without a key. Start reading at
/// [io.fabula.providers.cassette.Cassettes].
@NullMarked
package io.fabula.providers.cassette;

import org.jspecify.annotations.NullMarked;
