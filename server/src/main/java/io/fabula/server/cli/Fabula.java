package io.fabula.server.cli;

import io.fabula.generator.UnplayableException;
import io.fabula.generator.batch.GenerationException;
import io.fabula.generator.document.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    },
    subcommands = {
      ServeCommand.class,
      GenerateCommand.class,
      BlueprintCommand.class,
      ReplayCommand.class,
      ConvertCommand.class,
      AugmentCommand.class,
      ValidateCommand.class,
      ProvidersCommand.class,
      SchemaCommand.class
    })
public final class Fabula {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;

  public static void main(String[] args) {
    int exit = commandLine().execute(args);
    if (exit != DONE) {
      System.exit(exit);
    }
  }

  /// The command line, ready to execute.
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Fabula());
    line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Fabula::failure);
    return line;
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
