/// Recorded conversations: a replay's lines, read and written as JSONL, one line at a time.
@NullMarked
package io.fabula.generator.replay;

import org.jspecify.annotations.NullMarked;
