/// What was measured, and how it is told: as a table, as JSON, as Markdown.
@NullMarked
package io.fabula.bench.result;

import org.jspecify.annotations.NullMarked;
