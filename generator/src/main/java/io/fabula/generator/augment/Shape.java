package io.fabula.generator.augment;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the values at one spot of a recording's messages have in common, learnt value by value in
/// bounded memory. For one thread.
final class Shape {
  /// Strings that are kept as they are.
  static final int MOST_TEXTS = 12;

  private static final int LONGEST_TEXT = 200;
  private static final int DEEPEST = 8;
  private static final int MOST_MEMBERS = 64;
  private static final int MOST_DIGITS = 25;

  private final Room room;
  private final int depth;

  long seen;
  long nulls;
  long flags;
  long numbers;
  long strings;
  long objects;
  long lists;

  boolean whole = true;
  boolean wild;
  @Nullable BigDecimal low;
  @Nullable BigDecimal high;
  int decimals;
  @Nullable Trend trend;

  int shortest = Integer.MAX_VALUE;
  int longest;
  final Set<String> texts = new LinkedHashSet<>();
  boolean moreTexts;
  List<Form> forms = List.of();

  final Map<String, Shape> members = new LinkedHashMap<>();
  boolean open;

  @Nullable Shape items;
  int fewest = Integer.MAX_VALUE;
  int most;

  Shape(Room room, int depth) {
    this.room = room;
    this.depth = depth;
  }

  /// What all shapes of a recording may take together.
  static final class Room {
    private int spots = 4000;

    private boolean take() {
      return spots > 0 && spots-- > 0;
    }
  }

  /// Takes a value that was recorded at `micros`.
  void learn(JsonNode value, long micros) {
    seen++;
    switch (value.getNodeType()) {
      case OBJECT -> object(value, micros);
      case ARRAY -> list(value, micros);
      case STRING -> text(value.textValue());
      case NUMBER -> number(value.decimalValue());
      case BOOLEAN -> flags++;
      case NULL, MISSING, BINARY, POJO -> nulls++;
    }
    if (value.isNumber() || value.isTextual()) {
      trend = trend == null ? new Trend() : trend;
      trend.learn(value, micros);
    }
  }

  /// Takes a value that was put in: only where counting goes on changes.
  void meet(JsonNode value) {
    if (trend != null) {
      trend.meet(value);
    }
    if (value.isObject()) {
      members.forEach((name, member) -> member.meet(value.path(name)));
    }
  }

  private void object(JsonNode value, long micros) {
    objects++;
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      @Nullable Shape member = members.get(field.getKey());
      if (member == null) {
        boolean fits =
            depth < DEEPEST
                && members.size() < MOST_MEMBERS
                && field.getKey().length() <= LONGEST_TEXT
                && room.take();
        if (!fits) {
          open = true;
          continue;
        }
        member = new Shape(room, depth + 1);
        members.put(field.getKey(), member);
      }
      member.learn(field.getValue(), micros);
    }
  }

  private void list(JsonNode value, long micros) {
    lists++;
    fewest = Math.min(fewest, value.size());
    most = Math.max(most, value.size());
    if (items == null && depth < DEEPEST && room.take()) {
      items = new Shape(room, depth + 1);
    }
    if (items != null) {
      for (JsonNode item : value) {
        items.learn(item, micros);
      }
    }
  }

  private void number(BigDecimal value) {
    numbers++;
    if (value.precision() > MOST_DIGITS || Math.abs(value.scale()) > MOST_DIGITS) {
      wild = true;
      return;
    }
    decimals = Math.max(decimals, value.scale());
    whole &= value.scale() <= 0;
    low = low == null ? value : low.min(value);
    high = high == null ? value : high.max(value);
  }

  private void text(String value) {
    forms = strings == 0 ? Form.all() : forms;
    if (!forms.isEmpty()) {
      forms.removeIf(form -> !form.has(value));
    }
    strings++;
    int length = value.codePointCount(0, value.length());
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
    if (moreTexts || texts.contains(value)) {
      return;
    }
    // What holds a token was to be filled in; here it would stand as it is.
    if (texts.size() == MOST_TEXTS || value.length() > LONGEST_TEXT || value.contains("{{")) {
      moreTexts = true;
    } else {
      texts.add(value);
    }
  }

  /// Whether its strings are a few words that come again and again.
  boolean isEnumeration() {
    return !moreTexts
        && texts.size() <= 8
        && strings >= Math.max(10, 4L * texts.size())
        && texts.stream().noneMatch(text -> text.isBlank() || text.chars().anyMatch(c -> c <= ' '));
  }

  /// Whether it is a number that counts up.
  boolean isCounter(String name) {
    return trend != null && numbers == seen && trend.isCounter(name);
  }

  /// Whether it is a time that goes with the recording's clock.
  boolean isClock() {
    return trend != null && numbers + strings == seen && trend.isClock();
  }

  /// Whether every object of the recording has this member.
  boolean requires(Shape member) {
    return member.seen == objects;
  }
}
