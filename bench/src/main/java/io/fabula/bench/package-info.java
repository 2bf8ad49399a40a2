/// Fabula's figures beside those of others, measured in the same run. [Bench] is the command; the
/// benchmarks are in `scenario` (whole servers, over sockets) and `micro` (what runs inside, by
/// JMH); they use `process` to start servers, `client` to listen to them, `reference` for what
/// others do, and tell what they find in `result` and `plot`.
@NullMarked
package io.fabula.bench;

import org.jspecify.annotations.NullMarked;
