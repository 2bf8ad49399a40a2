package io.fabula.providers.vendor.contract;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A test that runs once for each [Vendor], as in `anthropic: a cut answer is retriable`.
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}: {displayName}")
@EnumSource(Vendor.class)
@interface EachVendor {
  /// Reads a method's name as a sentence.
  final class Sentences extends DisplayNameGenerator.Standard {
    @Override
    public String generateDisplayNameForMethod(
        java.util.List<Class<?>> enclosing, Class<?> type, java.lang.reflect.Method method) {
      return method.getName().replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
  }
}
