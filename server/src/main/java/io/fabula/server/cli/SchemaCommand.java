package io.fabula.server.cli;

import io.fabula.server.config.ConfigSchema;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the JSON Schema of fabula.yaml (2020-12), from which editors take completion, help and",
      "warnings. What only a look at files can tell, such as a recording that is not there, is left to",
      "'fabula validate fabula.yaml'."
    },
    footerHeading = "%nIn VS Code, with the extension YAML of Red Hat:%n",
    footer = {
      "  fabula schema > fabula.schema.json",
      "and as the first line of fabula.yaml:",
      "  # yaml-language-server: $schema=fabula.schema.json",
      "IntelliJ IDEA takes the file under Languages & Frameworks, Schemas and DTDs, JSON Schema Mappings."
    })
final class SchemaCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(ConfigSchema.text());
    out.flush();
    return Fabula.DONE;
  }
}
