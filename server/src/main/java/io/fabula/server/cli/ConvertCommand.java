package io.fabula.server.cli;

import io.fabula.generator.document.Instants;
import io.fabula.generator.recording.Conversion;
import io.fabula.generator.recording.Converter;
import io.fabula.generator.recording.Format;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Converts a recording between replays (.jsonl), sessions (.json) and HAR (.har).",
      "Each WebSocket of a HAR becomes a recording of its own: with several, OUT-1, OUT-2, ...",
      "What the target cannot hold, what is assumed and what is hidden is printed on standard error."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:written; the files' names are printed",
      "1:the files cannot be read or written",
      "2:bad usage, or faults in IN; nothing is written"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  fabula convert capture.har login.jsonl",
      "  fabula convert chat.jsonl chat.har --url wss://chat.example/ws",
      "  fabula convert recorded.txt out.jsonl --from session"
    })
final class ConvertCommand implements Callable<Integer> {
  private static final int MOST_TOLD = 50;

  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "The recording.")
  Path in = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "Written beside and renamed when complete.")
  Path out = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "FORMAT",
      description = "jsonl, session or har. Default: by the ending of IN.")
  @Nullable Format from;

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "jsonl, session or har. Default: by the ending of OUT.")
  @Nullable Format to;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The address to write into HAR and sessions. Default: the recorded",
        "one; without it ws://localhost:8080/replays/NAME in a HAR."
      })
  @Nullable String url;

  @Option(
      names = "--start",
      paramLabel = "INSTANT",
      description = {
        "When the clock stood at 0, for HAR and sessions. Default: as",
        "recorded; without it 1970-01-01T00:00:00Z."
      })
  @Nullable String start;

  @Option(
      names = "--keep-secrets",
      description = {
        "Writes secrets as they were recorded. Without it *** stands for",
        "the values of Authorization, Cookie and Set-Cookie, of what is",
        "named like a key, and of tokens."
      })
  boolean keepSecrets;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Conversion conversion =
        new Conversion(
            in,
            format(from, in, "--from"),
            out,
            format(to, out, "--to"),
            Optional.ofNullable(url),
            Optional.ofNullable(start).map(ConvertCommand::instant),
            keepSecrets);
    Converter.Result result;
    try (Progress progress = Progress.of("messages")) {
      result = Converter.convert(conversion, progress::step);
    }
    result.written().forEach(spec.commandLine().getOut()::println);
    List<String> told = result.told();
    told.stream().limit(MOST_TOLD).forEach(err::println);
    if (told.size() > MOST_TOLD) {
      err.printf("and %,d more lines of that kind%n", told.size() - MOST_TOLD);
    }
    return Fabula.DONE;
  }

  private static Format format(@Nullable Format named, Path file, String option) {
    return Optional.ofNullable(named)
        .or(() -> Format.of(file))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the ending of %s tells no format: .jsonl, .json and .har do; or say %s"
                        .formatted(file, option)));
  }

  private static Instant instant(String text) {
    return Instants.parse(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--start must be an instant such as 2026-11-20T12:00:00Z, not '%s'"
                        .formatted(text)));
  }
}
