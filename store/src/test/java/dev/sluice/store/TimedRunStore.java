package dev.sluice.store;

import dev.sluice.log.Block;
import dev.sluice.log.RunLabel;
import dev.sluice.log.RunState;
import dev.sluice.log.RunStore;
import dev.sluice.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A store of runs that says when it is told to keep something, and when it has done so: {@code
 * keeping NANOS RUN:POSITION...} with where each run of the group ends then, and {@code done
 * NANOS}.
 */
record TimedRunStore(RunStore runs, Clock clock, Consumer<String> out) implements RunStore {

  @Override
  public List<Verdict> keep(List<Batch> batches) {
    StringBuilder line = new StringBuilder("keeping ").append(clock.nanos());
    for (Batch batch : batches) {
      line.append(' ').append(batch.run()).append(':').append(batch.last().position());
    }
    out.accept(line.toString());
    List<Verdict> verdicts = runs.keep(batches);
    out.accept("done " + clock.nanos());
    return verdicts;
  }

  @Override
  public long epoch() {
    return runs.epoch();
  }

  @Override
  public Optional<RunState> state(String run) {
    return runs.state(run);
  }

  @Override
  public Optional<String> find(RunLabel label) {
    return runs.find(label);
  }

  @Override
  public List<Block> read(String run, long position, int maxBytes) {
    return runs.read(run, position, maxBytes);
  }

  @Override
  public Claim claim(String run) {
    return runs.claim(run);
  }

  @Override
  public List<String> orphans() {
    return runs.orphans();
  }

  @Override
  public void close() {
    runs.close();
  }
}
