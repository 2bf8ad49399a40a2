package io.fabula.generator.augment;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/// Forms of text that a recording's strings may share, the narrowest first.
enum Form {
  UUID("uuid", "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"),
  DATE_TIME(
      "date-time",
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$"),
  DATE("date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
  IPV4("ipv4", "^[0-9]{1,3}(\\.[0-9]{1,3}){3}$"),
  EMAIL("email", "^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$"),
  URI("uri", "^[a-z][a-z0-9+.-]*://[^\\s]+$");

  private static final int LONGEST = 300;

  /// What JSON Schema calls it (2020-12 Validation, section 7.3).
  final String format;

  /// A regular expression that text of this form matches.
  final String regex;

  private final Pattern pattern;

  Form(String format, String regex) {
    this.format = format;
    this.regex = regex;
    this.pattern = Pattern.compile(regex);
  }

  boolean has(String text) {
    return text.length() <= LONGEST && pattern.matcher(text).find();
  }

  /// Every form.
  static List<Form> all() {
    return new ArrayList<>(List.of(values()));
  }
}
