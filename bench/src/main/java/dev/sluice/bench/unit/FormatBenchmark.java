package dev.sluice.bench.unit;

import dev.sluice.bench.load.Format;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An ordinary text in each wire format, from bytes to events. What asking for it costs is measured
 * by itself, to be taken off: a request is longer in one format than in another, and none of this.
 */
@State(Scope.Thread)
public class FormatBenchmark {
  /** The format. */
  @Param public Format format = Format.CHAT_COMPLETIONS;

  private FormatAnswer answer = new FormatAnswer(Format.CHAT_COMPLETIONS);

  /** Makes the answer. */
  @Setup
  public void make() {
    answer = new FormatAnswer(format);
  }

  /** Asks for it, and plays all of it. */
  @Benchmark
  @OperationsPerInvocation(FormatAnswer.DELTAS)
  public int delta() {
    answer.open();
    return answer.play();
  }

  /** Asks for it alone, of each delta its share. */
  @Benchmark
  @OperationsPerInvocation(FormatAnswer.DELTAS)
  public void asking() {
    answer.openInVain();
  }
}
