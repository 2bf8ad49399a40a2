package io.fabula.bench.micro;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of this package with JMH, each with each of its parameters in a process of
/// its own, which the JDK that runs this starts with the class path of this program. The project's
/// folder is the system property `fabula.home`, else the working directory. One caller at a time:
/// JMH keeps a lock on the machine.
public final class Micro {
  private static final String RATE = "gc.alloc.rate";
  private static final String PER_OP = "gc.alloc.rate.norm";

  private Micro() {}

  /// What was measured of one benchmark with one choice of its parameters.
  ///
  /// @param name class and method, such as `EngineBench.event`
  /// @param params such as `narrative=shop`, with commas between; empty where there are none
  /// @param perSecond operations a second, one value for each iteration in their order
  /// @param bytesAllocatedPerOp by all threads, on average; NaN where the JVM does not count them
  public record Result(
      String name, String params, List<Double> perSecond, double bytesAllocatedPerOp) {
    /// Copies the list.
    public Result {
      perSecond = List.copyOf(perSecond);
    }

    private static Result of(RunResult run) {
      return new Result(
          Micro.name(run.getParams()),
          Micro.params(run.getParams()),
          run.getBenchmarkResults().stream()
              .flatMap(fork -> fork.getIterationResults().stream())
              .map(iteration -> iteration.getPrimaryResult().getScore())
              .toList(),
          allocated(run));
    }

    /// JMH leaves the bytes of an operation out where there are none at all.
    private static double allocated(RunResult run) {
      var counted = run.getSecondaryResults();
      if (counted.containsKey(PER_OP)) {
        return counted.get(PER_OP).getScore();
      }
      return counted.containsKey(RATE) && counted.get(RATE).getScore() == 0 ? 0 : Double.NaN;
    }
  }

  /// Runs benchmarks one after the other and waits for them. Each is warmed up for three seconds,
  /// scripts for ten.
  ///
  /// @param classNameRegex to be found in the names, such as `EngineBench` or
  ///   `EncodingBench.private`
  /// @param iterations of a second each, from 1
  /// @param progress is told in a line what begins; the calling thread or one of JMH's calls it
  /// @return in the order of their names
  /// @throws IllegalStateException where one fails, none has such a name, or another program
  ///   measures with JMH
  public static List<Result> run(String classNameRegex, int iterations, Consumer<String> progress) {
    Options options =
        new OptionsBuilder()
            .include(classNameRegex)
            .measurementIterations(iterations)
            .jvmArgsAppend("-Dfabula.home=" + System.getProperty("fabula.home", "."))
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    Told told = new Told(progress);
    try {
      return new Runner(options, told).run().stream().map(Result::of).toList();
    } catch (RunnerException e) {
      throw new IllegalStateException("measuring " + classNameRegex + " failed" + told.last(), e);
    }
  }

  static String name(BenchmarkParams benchmark) {
    String name = benchmark.getBenchmark();
    return name.substring(Micro.class.getPackageName().length() + 1);
  }

  static String params(BenchmarkParams benchmark) {
    return benchmark.getParamsKeys().stream()
        .map(key -> key + "=" + benchmark.getParam(key))
        .collect(Collectors.joining(","));
  }
}
