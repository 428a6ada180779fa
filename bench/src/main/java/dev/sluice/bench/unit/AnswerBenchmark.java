package dev.sluice.bench.unit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One chunk through the library in memory: framing, JSON, policies, stream, listener. */
@State(Scope.Thread)
public class AnswerBenchmark {
  private static final int CHUNKS = 1_000;

  /** Whether each read brings one chunk. */
  @Param({"true", "false"})
  public boolean oneEach;

  private MemoryAnswer answer = new MemoryAnswer(1, true);

  /** Makes the answer. */
  @Setup
  public void make() {
    answer = new MemoryAnswer(CHUNKS, oneEach);
  }

  /** Plays it. */
  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public int chunk() {
    return answer.play();
  }
}
