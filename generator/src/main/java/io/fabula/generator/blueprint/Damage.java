package io.fabula.generator.blueprint;

import io.fabula.generator.chance.Dice;
import io.fabula.generator.event.JsonBuffer;

/// Spoils an event's data where it stands. What it is given is one JSON value as the engine writes
/// it: no blanks around it or between its parts.
final class Damage {
  private Damage() {}

  /// Cuts the data short at a place that the dice say, so that neither it nor anything that begins
  /// with it is JSON any more. What is left is whole UTF-8: a text frame must be (RFC 6455, section
  /// 5.6).
  static void cut(JsonBuffer data, Dice dice) {
    byte[] bytes = data.array();
    int length = data.length();
    if (length < 2 || bytes[0] == '-' || (bytes[0] >= '0' && bytes[0] <= '9')) {
      // Whatever is left of a number is a number.
      data.truncate(0);
      return;
    }
    int end = 1 + dice.below(length - 1);
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    data.truncate(end);
  }

  /// Leaves out one of the members of the object that the data is.
  ///
  /// @return whether there was one; else nothing has changed
  static boolean leaveOut(JsonBuffer data, Dice dice) {
    byte[] bytes = data.array();
    int length = data.length();
    if (length < 3 || bytes[0] != '{') {
      return false;
    }
    int members = 1;
    for (int at = comma(bytes, 1, length); at < length; at = comma(bytes, at + 1, length)) {
      members++;
    }
    int chosen = dice.below(members);
    int start = 1;
    int end = comma(bytes, start, length);
    for (int i = 0; i < chosen; i++) {
      start = end + 1;
      end = comma(bytes, start, length);
    }
    // With one of the commas around it, the one behind it where there is one.
    int from = end == length && chosen > 0 ? start - 1 : start;
    int to = end == length ? length - 1 : end + 1;
    System.arraycopy(bytes, to, bytes, from, length - to);
    data.truncate(length - (to - from));
    return true;
  }

  /// The first comma from `start` on that parts two members of the outermost object; `length` where
  /// there is none.
  ///
  /// @param start where a member begins
  private static int comma(byte[] bytes, int start, int length) {
    int depth = 0;
    boolean text = false;
    for (int i = start; i < length; i++) {
      switch (bytes[i]) {
        case '"' -> text = !text;
        case '\\' -> i++;
        case '{', '[' -> depth += text ? 0 : 1;
        case '}', ']' -> depth -= text ? 0 : 1;
        case ',' -> {
          if (!text && depth == 0) {
            return i;
          }
        }
        default -> {}
      }
    }
    return length;
  }
}
