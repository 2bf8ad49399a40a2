/// What models may spend: tokens and money, metered around each call and written down in a ledger.
/// Start reading at [io.fabula.providers.budget.Budget].
@NullMarked
package io.fabula.providers.budget;

import org.jspecify.annotations.NullMarked;
