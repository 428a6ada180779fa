package dev.sluice.bench;

import dev.sluice.bench.load.Chunks;
import dev.sluice.bench.load.Format;
import dev.sluice.bench.unit.CodecBenchmark;
import dev.sluice.bench.unit.FormatAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The microbenchmarks among the results. */
public final class Units {
  /** What they are called on the command line and in the raw results. */
  public static final String ID = "units";

  /** From bytes to the listener, one chunk in each read. */
  public static final String WHOLE_WAY = "sluice, bytes to listener, one chunk a read";

  /** As {@link #WHOLE_WAY}, with as many chunks as a busy read brings. */
  private static final String WHOLE_WAY_BUSY = "sluice, bytes to listener, reads of 16 KB";

  /** What follows a client's name where only server-sent events are taken apart. */
  public static final String FRAMING = ", server-sent events alone";

  private static final String JSON = ", chunk JSON to event alone";

  private static final String CODEC = ", the form of a token's text";

  /** What follows a wire format's name where all of an answer in it is read. */
  private static final String FORMAT = ", an answer of " + FormatAnswer.DELTAS + " deltas";

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private static final int BENCHMARKS = 12 + 2 * Format.values().length;
  private static final int PROCESSES = 2;

  /** Warm-up and measurement are four iterations of a second each, and the process starts. */
  private static final int PROCESS_SECONDS = 9;

  private Units() {}

  /** About how long they take. */
  static double seconds(boolean isShort) {
    return BENCHMARKS * (isShort ? 2 : PROCESSES * PROCESS_SECONDS);
  }

  static List<Result> measure(String commit, boolean isShort) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("dev\\.sluice\\..*Benchmark\\..*")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(isShort ? 1 : PROCESSES)
            .warmupIterations(isShort ? 1 : 4)
            .measurementIterations(isShort ? 1 : 4)
            .warmupTime(TimeValue.milliseconds(isShort ? 100 : 1_000))
            .measurementTime(TimeValue.milliseconds(isShort ? 100 : 1_000))
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .build();
    List<Result> results = new ArrayList<>();
    List<RunResult> formats = new ArrayList<>();
    for (RunResult run : new Runner(options).run()) {
      if (run.getParams().getBenchmark().contains("FormatBenchmark")) {
        formats.add(run);
      } else {
        results.add(result(commit, run));
      }
    }
    for (Format format : Format.values()) {
      results.add(result(commit, format, formats));
    }
    return results;
  }

  /** What the results call it that all of an answer in this format is read. */
  public static String name(Format format) {
    return format.label() + FORMAT;
  }

  /** Whether a result is of a wire format. */
  public static boolean isOfFormat(Result result) {
    return result.client().endsWith(FORMAT);
  }

  private static Result result(String commit, Format format, List<RunResult> runs) {
    Map<String, Double> figures = new HashMap<>();
    for (RunResult run : runs) {
      if (run.getParams().getParam("format").equals(format.name())) {
        boolean isWhole = run.getParams().getBenchmark().endsWith(".delta");
        figures(run)
            .forEach((name, value) -> figures.merge(name, isWhole ? value : -value, Double::sum));
      }
    }
    double deltas = FormatAnswer.DELTAS;
    figures.put("size", new FormatAnswer(format).bodyBytes() / deltas);
    figures.put("text", FormatAnswer.textBytes() / deltas);
    return new Result(ID, name(format), commit, 1, figures, "");
  }

  private static Result result(String commit, RunResult run) {
    Map<String, Double> figures = figures(run);
    String name = name(run);
    int size = name.endsWith(CODEC) ? CodecBenchmark.formBytes() : Chunks.eventBytes();
    figures.put("size", (double) size);
    return new Result(ID, name, commit, 1, figures, "");
  }

  private static Map<String, Double> figures(RunResult run) {
    Map<String, Double> figures = new HashMap<>();
    figures.put("us", run.getPrimaryResult().getScore());
    run.getSecondaryResults()
        .forEach(
            (name, result) -> {
              if (name.endsWith(ALLOCATED)) {
                figures.put("bytes", result.getScore());
              }
            });
    return figures;
  }

  private static String name(RunResult run) {
    String benchmark = run.getParams().getBenchmark();
    String client =
        benchmark.substring(benchmark.lastIndexOf('.') + 1).replace("openaiJava", "openai-java");
    if (benchmark.contains("AnswerBenchmark")) {
      boolean oneEach = Boolean.parseBoolean(run.getParams().getParam("oneEach"));
      return oneEach ? WHOLE_WAY : WHOLE_WAY_BUSY;
    }
    if (benchmark.contains("CodecBenchmark")) {
      return client.replace("Encode", ", written").replace("Decode", ", read") + CODEC;
    }
    return client + (benchmark.contains("Json") ? JSON : FRAMING);
  }
}
