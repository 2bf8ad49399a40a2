/// What every adapter does: each test of this package runs with each vendor, against a server that
/// speaks the vendor's own protocol.
@NullMarked
package io.fabula.providers.vendor.contract;

import org.jspecify.annotations.NullMarked;
