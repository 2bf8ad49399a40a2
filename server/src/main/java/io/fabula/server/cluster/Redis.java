package io.fabula.server.cluster;

import java.util.Optional;

/// The link to Redis, while there is one. For any thread; one of them makes links.
final class Redis {
  private volatile Optional<Link> link = Optional.empty();

  /// The link, where it is of use.
  Optional<Link> link() {
    return link.filter(Link::usable);
  }

  /// The link.
  ///
  /// @throws AwayException where there is none
  Link required() {
    return link()
        .orElseThrow(
            () -> new AwayException("the shared state is out of reach: no connection to Redis"));
  }

  void becomes(Link made) {
    link = Optional.of(made);
  }
}
