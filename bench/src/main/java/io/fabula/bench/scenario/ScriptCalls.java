package io.fabula.bench.scenario;

import io.fabula.bench.micro.Micro;
import io.fabula.bench.result.Goal;
import java.util.Locale;

/// Scripts, from the caller's thread to theirs and back, by JMH.
final class ScriptCalls implements Scenario {
  @Override
  public String name() {
    return "scripts";
  }

  @Override
  public String about() {
    return "scripts called a second (JMH)";
  }

  @Override
  public void run(Run run) {
    for (Micro.Result result : Micro.run("\\.ScriptBench\\.", run.rounds(), run.said())) {
      String kind = result.params().replace("kind=", "").toLowerCase(Locale.ROOT).replace('_', ' ');
      run.add(this, "script called, " + kind, "calls/s", result.perSecond(), new Goal.None());
    }
  }
}
