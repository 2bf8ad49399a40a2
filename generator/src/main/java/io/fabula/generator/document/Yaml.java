package io.fabula.generator.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/// Reads one YAML document. Hostile input is bounded: size, depth, and what aliases multiply to.
public final class Yaml {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_VALUES = 100_000;

  private final String file;
  private final int linesBefore;
  private final Problems problems;
  private List<String> lines = List.of();
  private int values;

  private Yaml(String file, int linesBefore, Problems problems) {
    this.file = file;
    this.linesBefore = linesBefore;
    this.problems = problems;
  }

  /// Reads `text`; an empty document is an empty mapping.
  ///
  /// @param linesBefore how many lines of the file stand before `text`
  /// @param problems takes duplicate keys and the like; syntax errors are thrown
  /// @throws InvalidDocumentException where the text is not YAML
  public static Node parse(String file, String text, int linesBefore, Problems problems) {
    return new Yaml(file, linesBefore, problems).read(text);
  }

  private Node read(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(50);
    options.setAllowDuplicateKeys(false);
    lines = text.lines().toList();
    try {
      Composer composer =
          new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
      org.yaml.snakeyaml.nodes.Node root = composer.getSingleNode();
      return root == null
          ? new Node.Mapping(new Place(file, linesBefore + 1, 1), Map.of())
          : convert(root, 0);
    } catch (MarkedYAMLException e) {
      String problem = e.getProblem() == null ? e.getMessage() : e.getProblem();
      throw new InvalidDocumentException(place(e.getProblemMark()), "not YAML: " + problem);
    } catch (ReaderException e) {
      String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
      int line = (int) before.chars().filter(c -> c == '\n').count();
      int column = before.length() - before.lastIndexOf('\n');
      throw new InvalidDocumentException(
          new Place(file, linesBefore + line + 1, column),
          "not YAML: the character U+%04X may not stand here".formatted(e.getCodePoint()));
    } catch (YAMLException e) {
      throw new InvalidDocumentException(
          new Place(file, linesBefore + 1, 1), "not YAML: " + e.getMessage());
    }
  }

  private Node convert(org.yaml.snakeyaml.nodes.Node node, int depth) {
    Place place = place(node.getStartMark());
    values++;
    if (values > MAX_VALUES || depth > MAX_DEPTH) {
      throw new InvalidDocumentException(
          place,
          "too large: at most %d values, nested at most %d deep".formatted(MAX_VALUES, MAX_DEPTH));
    }
    return switch (node) {
      case ScalarNode scalar ->
          new Node.Scalar(isBlock(scalar) ? inside(place) : place, kind(scalar), scalar.getValue());
      case SequenceNode sequence -> {
        List<Node> items = new ArrayList<>();
        for (var item : sequence.getValue()) {
          items.add(convert(item, depth + 1));
        }
        yield new Node.Sequence(place, items);
      }
      case MappingNode mapping -> mapping(place, mapping, depth);
      default -> throw new InvalidDocumentException(place, "not a value: " + node.getTag());
    };
  }

  private static boolean isBlock(ScalarNode scalar) {
    return scalar.getScalarStyle() == DumperOptions.ScalarStyle.LITERAL
        || scalar.getScalarStyle() == DumperOptions.ScalarStyle.FOLDED;
  }

  /// Where the first line of a block begins, whose `|` or `>` is at `header`: whatever is wrong is
  /// wrong in there.
  private Place inside(Place header) {
    int line = header.line() - linesBefore;
    int column =
        lines.subList(Math.min(line, lines.size()), lines.size()).stream()
            .filter(text -> !text.isBlank())
            .findFirst()
            .map(text -> text.length() - text.stripLeading().length())
            .orElse(0);
    return new Place(file, header.line() + 1, column + 1);
  }

  private Node.Mapping mapping(Place place, MappingNode mapping, int depth) {
    Map<String, Node.Member> members = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Place keyPlace = place(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(keyPlace, "a key must be text, not a list or a mapping");
        continue;
      }
      Node value = convert(tuple.getValueNode(), depth + 1);
      Node.Member first = members.putIfAbsent(key.getValue(), new Node.Member(keyPlace, value));
      if (first != null) {
        problems.add(
            keyPlace,
            "the key '%s' stands twice, first in line %d"
                .formatted(key.getValue(), first.keyPlace().line()));
      }
    }
    return new Node.Mapping(place, members);
  }

  private static Node.Kind kind(ScalarNode scalar) {
    return scalar.isPlain()
        ? kind(scalar.getValue(), Tag.NULL.equals(scalar.getTag()))
        : Node.Kind.TEXT;
  }

  /// A scalar that was not read from YAML text, typed as if it stood there unquoted.
  public static Node.Scalar plain(Place place, String text) {
    return new Node.Scalar(place, kind(text, false), text);
  }

  /// YAML 1.2's core schema: `yes`, `on` and `012` are text, as a reader of today expects.
  private static Node.Kind kind(String text, boolean nothing) {
    if (text.matches("[-+]?(0|[1-9][0-9]*)")) {
      return Node.Kind.INTEGER;
    }
    if (text.matches("[-+]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?")) {
      return Node.Kind.NUMBER;
    }
    if (text.matches("true|false")) {
      return Node.Kind.FLAG;
    }
    return nothing ? Node.Kind.NOTHING : Node.Kind.TEXT;
  }

  private Place place(@Nullable Mark mark) {
    return mark == null
        ? new Place(file, linesBefore + 1, 1)
        : new Place(file, linesBefore + mark.getLine() + 1, mark.getColumn() + 1);
  }
}
