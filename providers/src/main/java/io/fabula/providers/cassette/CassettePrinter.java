package io.fabula.providers.cassette;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;

/// Lines and pieces stand one by one; lists deeper down, those of a piece above all, in one line.
final class CassettePrinter extends DefaultPrettyPrinter {
  private static final long serialVersionUID = 1L;
  private static final int DEEPEST_IN_LINES = 3;
  private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

  CassettePrinter() {
    super(Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    indentObjectsWith(LINES);
    indentArraysWith(new LineOrSpace());
  }

  @Override
  public DefaultPrettyPrinter createInstance() {
    return new CassettePrinter();
  }

  @Override
  public void writeEndArray(JsonGenerator generator, int values) throws IOException {
    if (_nesting > DEEPEST_IN_LINES) {
      _nesting--;
      generator.writeRaw(" ]");
    } else {
      super.writeEndArray(generator, values);
    }
  }

  private record LineOrSpace() implements Indenter {
    @Override
    public void writeIndentation(JsonGenerator generator, int level) throws IOException {
      if (level <= DEEPEST_IN_LINES) {
        LINES.writeIndentation(generator, level);
      } else {
        generator.writeRaw(' ');
      }
    }

    @Override
    public boolean isInline() {
      return false;
    }
  }
}
