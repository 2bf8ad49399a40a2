package io.fabula.server.cluster;

import java.util.Optional;

/// The link to Redis, while there is one. For any thread; one of them makes links.
final class Redis {
  private volatile Optional<Link> link = Optional.empty();

  /// The link, where it is of use.
  Optional<Link> link() {
    return link.filter(Link::usable);
  }

  /// The link, where answers come.
  Optional<Link> trusted() {
    return link().filter(Link::trusted);
  }

  /// The link, where answers come.
  ///
  /// @throws AwayException where there is none
  Link required() {
    Optional<Link> now = link();
    if (now.isEmpty()) {
      throw new AwayException("the shared state is out of reach: no connection to Redis");
    }
    if (!now.get().trusted()) {
      throw new AwayException("the shared state is out of reach: Redis does not answer");
    }
    return now.get();
  }

  void becomes(Link made) {
    link = Optional.of(made);
  }
}
