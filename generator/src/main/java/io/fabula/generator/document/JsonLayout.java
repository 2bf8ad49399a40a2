package io.fabula.generator.document;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.OutputStream;

/// Writes JSON as people read it: indented, but each small thing on a line of its own. The same
/// values always give the same bytes. For one thread.
public final class JsonLayout {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private final JsonGenerator json;
  private final Printer printer = new Printer();

  /// @param out is not closed
  public JsonLayout(OutputStream out) throws IOException {
    json = FACTORY.createGenerator(out, JsonEncoding.UTF8);
    json.setPrettyPrinter(printer);
  }

  /// Where to write to.
  public JsonGenerator json() {
    return json;
  }

  /// Something to be written.
  @FunctionalInterface
  public interface Part {
    void write(JsonGenerator json) throws IOException;
  }

  /// Writes one object or list, with all that is in it, on one line.
  public void onOneLine(Part part) throws IOException {
    printer.oneLineNext = true;
    part.write(json);
    printer.indenter.oneLine = false;
  }

  /// Ends the document with a line end.
  public void finish() throws IOException {
    json.writeRaw('\n');
    json.flush();
  }

  private static final class Printer extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1L;

    private final transient Indents indenter = new Indents();
    private boolean oneLineNext;

    private Printer() {
      super(
          Separators.createDefaultInstance()
              .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
              .withObjectEmptySeparator("")
              .withArrayEmptySeparator(""));
      indentObjectsWith(indenter);
      indentArraysWith(indenter);
    }

    /// Only now: the separator before still goes to the next line.
    private void begin() {
      if (oneLineNext) {
        oneLineNext = false;
        indenter.oneLine = true;
      }
    }

    @Override
    public void writeStartObject(JsonGenerator to) throws IOException {
      begin();
      super.writeStartObject(to);
    }

    @Override
    public void writeStartArray(JsonGenerator to) throws IOException {
      begin();
      super.writeStartArray(to);
    }
  }

  private static final class Indents implements DefaultPrettyPrinter.Indenter {
    private boolean oneLine;

    @Override
    public void writeIndentation(JsonGenerator to, int level) throws IOException {
      if (oneLine) {
        to.writeRaw(' ');
      } else {
        to.writeRaw('\n');
        to.writeRaw("  ".repeat(level));
      }
    }

    @Override
    public boolean isInline() {
      return oneLine;
    }
  }
}
