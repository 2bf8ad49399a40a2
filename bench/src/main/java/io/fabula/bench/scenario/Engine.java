package io.fabula.bench.scenario;

import io.fabula.bench.micro.Micro;
import io.fabula.bench.result.Goal;
import java.util.List;
import java.util.Locale;

/// What runs inside, by JMH: the engine, what others make of the same, tokens, encoding, scripts.
final class Engine implements Scenario {
  @Override
  public String name() {
    return "engine";
  }

  @Override
  public String about() {
    return "events made on one core, tokens expanded, and what that allocates (JMH)";
  }

  @Override
  public void run(Run run) {
    List<Micro.Result> loops = measured(run, "HandWrittenBench");
    List<Micro.Result> faker = measured(run, "DatafakerJacksonBench");
    for (Micro.Result result : measured(run, "EngineBench")) {
      String what = "events made of " + result.params().replace("narrative=", "");
      if (result.params().equals("narrative=intensive-care")) {
        beside(run, what, result, "loop by hand, story", named(loops, "story"), new Goal.None());
        beside(run, what, result, "loop by hand, bytes", named(loops, "bytes"), new Goal.None());
        beside(run, what, result, "Datafaker, Jackson", named(faker, "numbers"), new Goal.None());
      } else {
        run.add(this, what, "events/s", result.perSecond(), new Goal.None());
      }
      allocated(run, what, result, new Goal.None());
    }
    for (Micro.Result result : measured(run, "EncodingBench")) {
      boolean shared = result.name().contains("shared");
      String what = shared ? "shared event, encoded" : "private event, made and framed";
      run.add(this, what, "events/s", result.perSecond(), new Goal.None());
      allocated(run, what, result, shared ? new Goal.AtMost(0.5) : new Goal.None());
    }
    for (Micro.Result result : measured(run, "TemplateBench")) {
      String what =
          "text expanded, "
              + result.params().replace("text=", "").toLowerCase(Locale.ROOT).replace('_', ' ');
      run.add(this, what, "texts/s", result.perSecond(), new Goal.None());
    }
  }

  private static List<Micro.Result> measured(Run run, String name) {
    return Micro.run("\\." + name + "\\.", run.rounds(), run.said());
  }

  private static Micro.Result named(List<Micro.Result> results, String method) {
    return results.stream()
        .filter(result -> result.name().endsWith("." + method))
        .findFirst()
        .orElseThrow();
  }

  private void beside(
      Run run, String what, Micro.Result ours, String name, Micro.Result theirs, Goal goal) {
    run.add(this, what, "events/s", ours.perSecond(), name, theirs.perSecond(), goal);
  }

  private void allocated(Run run, String what, Micro.Result result, Goal goal) {
    run.add(this, what + ", allocated", "bytes", List.of(result.bytesAllocatedPerOp()), goal);
  }
}
