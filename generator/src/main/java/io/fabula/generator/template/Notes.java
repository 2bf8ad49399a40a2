package io.fabula.generator.template;

import io.fabula.generator.document.InvalidDocumentException;
import io.fabula.generator.document.Place;
import io.fabula.generator.document.Problem;
import java.util.ArrayList;
import java.util.List;

/// What is odd about the text that is being compiled. Its characters are counted from 1 within the
/// text, since escapes and folded lines keep them from having columns.
final class Notes {
  private static final int MAX_NOTES = 100;
  private static final int MAX_SHOWN = 60;

  private final Place place;
  private final List<Problem> notes;
  private final int base;

  private Notes(Place place, List<Problem> notes, int base) {
    this.place = place;
    this.notes = notes;
    this.base = base;
  }

  static Notes at(Place place) {
    return new Notes(place, new ArrayList<>(), 0);
  }

  /// Notes on another text, kept with these.
  Notes of(Place another) {
    return new Notes(another, notes, 0);
  }

  /// Notes on the content of a string that begins at `offset`. Its characters are counted from
  /// there, so that they are a little early behind escapes and tokens.
  Notes within(int offset) {
    return new Notes(place, notes, base + offset);
  }

  /// Says something about what is written at `offset`.
  void add(int offset, String written, String message) {
    if (notes.size() < MAX_NOTES) {
      notes.add(
          new Problem(
              place,
              "%s at character %d: %s".formatted(shown(written), base + offset + 1, message)));
    }
  }

  InvalidDocumentException error(String message) {
    return new InvalidDocumentException(place, message);
  }

  List<Problem> all() {
    return List.copyOf(notes);
  }

  private static String shown(String written) {
    String line = written.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
  }
}
