/// Certificates and their keys: read from PEM files, watched for changes, or made for development.
/// Bouncy Castle lives here only.
@NullMarked
package io.fabula.server.tls;

import org.jspecify.annotations.NullMarked;
