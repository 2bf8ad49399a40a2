/// Charts of what was measured, as SVG that stands alone: no script, no style sheet, no font file.
/// Start reading at [Chart]; several side by side are [Panels].
@NullMarked
package io.fabula.bench.plot;

import org.jspecify.annotations.NullMarked;
