package io.fabula.server.cli;

import io.fabula.generator.UnplayableException;
import io.fabula.generator.batch.GenerationException;
import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line. Exit codes: 0 done, 1 the work failed, 2 bad usage or bad input. Data goes to
/// standard output, everything else to standard error.
@Command(
    name = "fabula",
    description = "Turns a story into traffic.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  bench      Measures Fabula beside others: ws, Mockoon, Javalin, Datafaker.",
      "             (From the project's folder, through the launcher.)"
    })
public final class Fabula {
  /// What makes each command. Picocli looks at all members of a command as soon as it knows it,
  /// which takes long: so it gets to know the one that is asked for only, where that can be told.
  private static final Map<String, Supplier<Object>> COMMANDS = commands();

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;

  public static void main(String[] args) {
    int exit = execute(args);
    if (exit != DONE) {
      System.exit(exit);
    }
  }

  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("serve", ServeCommand::new);
    commands.put("generate", GenerateCommand::new);
    commands.put("blueprint", BlueprintCommand::new);
    commands.put("replay", ReplayCommand::new);
    commands.put("convert", ConvertCommand::new);
    commands.put("augment", AugmentCommand::new);
    commands.put("validate", ValidateCommand::new);
    commands.put("providers", ProvidersCommand::new);
    commands.put("schema", SchemaCommand::new);
    return Collections.unmodifiableMap(commands);
  }

  /// Runs a command to its end and answers its exit code.
  static int execute(String... args) {
    Supplier<Object> named = args.length == 0 ? null : COMMANDS.get(args[0]);
    Map<String, Supplier<Object>> known = named == null ? COMMANDS : Map.of(args[0], named);
    CommandLine line = new CommandLine(new Fabula());
    known.forEach((name, command) -> line.addSubcommand(name, command.get()));
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Fabula::failure);
    return line.execute(args);
  }

  /// What a person is told when a command fails: one sentence, or the faults of a file.
  private static int failure(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    PrintWriter err = line.getErr();
    if (e instanceof InvalidDocumentException invalid) {
      invalid.problems().forEach(err::println);
      return BAD_INPUT;
    }
    boolean badInput = e instanceof IllegalArgumentException || e instanceof UnplayableException;
    boolean explained =
        badInput
            || e instanceof UncheckedIOException
            || e instanceof IOException
            || e instanceof GenerationException;
    err.println("fabula: " + (explained ? e.getMessage() : e));
    return badInput ? BAD_INPUT : FAILED;
  }
}
