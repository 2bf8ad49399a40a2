/// The vendors' adapters, found through [io.fabula.providers.ProviderType]; LangChain4j and the
/// vendors' SDKs live here only.
@NullMarked
package io.fabula.providers.vendor;

import org.jspecify.annotations.NullMarked;
