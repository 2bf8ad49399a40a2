package io.fabula.server.script;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The functions that a script finds beside JavaScript itself. What is not in here is undefined.
///
/// @param words in any order, each name once
public record Vocabulary(List<Word> words) {
  public static final Vocabulary NONE = new Vocabulary(List.of());

  private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z]*(\\.[a-z][A-Za-z]*)?");
  private static final Set<String> TAKEN =
      Set.of("message", "msg", "connection", "state", "console", "exported");

  /// A function.
  ///
  /// @param name such as `send`, or `rooms.join` for a function of an object
  /// @param awaited whether it gives a promise
  public record Word(String name, boolean awaited) {
    public Word {
      if (!NAME.matcher(name).matches() || TAKEN.contains(owner(name))) {
        throw new IllegalArgumentException("not a name for a script's function: " + name);
      }
    }

    private static String owner(String name) {
      return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    }

    String owner() {
      return owner(name);
    }

    private boolean member() {
      return name.contains(".");
    }
  }

  public Vocabulary {
    words = List.copyOf(words);
    Set<String> seen = new LinkedHashSet<>();
    for (Word word : words) {
      boolean clash =
          words.stream()
              .anyMatch(
                  other -> !other.member() && word.member() && other.owner().equals(word.owner()));
      if (!seen.add(word.name()) || clash) {
        throw new IllegalArgumentException("a script's function stands twice: " + word.name());
      }
    }
  }

  /// These words and functions that answer at once.
  public Vocabulary with(String... names) {
    return and(false, names);
  }

  /// These words and functions that give promises.
  public Vocabulary awaiting(String... names) {
    return and(true, names);
  }

  private Vocabulary and(boolean awaited, String... names) {
    Stream<Word> more = Stream.of(names).map(name -> new Word(name, awaited));
    return new Vocabulary(Stream.concat(words.stream(), more).toList());
  }

  /// The names that a script's text sees, in the order in which `realm.js` makes their values.
  Set<String> owners() {
    return words.stream().map(Word::owner).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// As `realm.js` reads it.
  String spelled() {
    return words.stream()
        .map(word -> (word.awaited() ? "*" : "") + word.name())
        .collect(Collectors.joining(" "));
  }
}
