package io.fabula.generator.augment;

import io.fabula.generator.replay.Line;
import io.fabula.providers.ProviderException;
import java.util.List;

/// Who writes what is put in. For one thread.
interface Pen {
  /// The lines of a batch: as many as it asks for, or fewer where nothing valid comes.
  ///
  /// @throws ProviderException where nobody can write on at present
  List<Line> write(Batch batch) throws InterruptedException;
}
