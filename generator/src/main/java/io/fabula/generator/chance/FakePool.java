package io.fabula.generator.chance;

import com.google.re2j.Pattern;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import net.datafaker.Faker;

/// Names and the like from Datafaker, which takes some microseconds for each: made once, drawn from
/// often.
public final class FakePool {
  private static final Pattern EXPRESSION =
      Pattern.compile("[A-Za-z][A-Za-z0-9_]*\\.[A-Za-z][A-Za-z0-9_]*");
  private static final Pattern OF_TODAY =
      Pattern.compile("(?i)(date|timeAndDate)\\..*|business\\.credit_?card_?expiry");

  /// What Java's objects have beside a provider's methods.
  private static final Pattern NOT_FAKED =
      Pattern.compile(
          "(?i).*\\.(hash_?code|to_?string|get_?class|get_?faker|equals|wait|notify|notify_?all)");

  private FakePool() {}

  /// Up to `size` different values of a Datafaker provider. They are seeded by the expression and
  /// the locale, so that they are the same in every telling.
  ///
  /// @param expression the provider and its method, such as `name.fullName`
  /// @param locale a language tag, such as `en`
  /// @throws IllegalArgumentException with what is wrong with the expression
  public static List<String> of(String expression, int size, String locale) {
    if (!EXPRESSION.matches(expression)) {
      throw new IllegalArgumentException(
          "a faker is written as provider.method, such as name.fullName, not '%s'"
              .formatted(expression));
    }
    if (OF_TODAY.matches(expression)) {
      throw new IllegalArgumentException(
          "'%s' depends on the day it runs; use $time in a blueprint or now in a template"
              .formatted(expression));
    }
    if (NOT_FAKED.matches(expression)) {
      throw new IllegalArgumentException("Datafaker has no '%s'".formatted(expression));
    }
    try {
      return drawn(expression, size, locale);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "Datafaker has no '%s': %s".formatted(expression, e.getMessage()), e);
    }
  }

  private static List<String> drawn(String expression, int size, String locale) {
    Faker faker =
        new Faker(Locale.forLanguageTag(locale), new Random((expression + locale).hashCode()));
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < size * 4 && texts.size() < size; i++) {
      texts.add(faker.expression("#{" + expression + "}"));
    }
    return List.copyOf(texts);
  }
}
