/// The benchmarks, each a question with its answer in figures; [io.fabula.bench.scenario.Scenarios]
/// lists them.
@NullMarked
package io.fabula.bench.scenario;

import org.jspecify.annotations.NullMarked;
