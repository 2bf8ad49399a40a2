package io.fabula.generator.replay;

import java.util.Optional;

/// Who wrote a line that was not recorded.
///
/// @param by the provider, or what else wrote it
/// @param narrative the story it was written for
public record Generated(String by, Optional<String> narrative) {}
