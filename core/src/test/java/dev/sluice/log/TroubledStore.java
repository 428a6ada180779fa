package dev.sluice.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store that fails when a test says so, and tells how it was used. */
final class TroubledStore implements RunStore {
  private final RunStore store;
  final List<List<Batch>> groups = new ArrayList<>();
  int reads;
  boolean closed;
  private Function<List<Batch>, @Nullable RuntimeException> trouble = group -> null;

  TroubledStore(RunStore store) {
    this.store = store;
  }

  void failing(RunLogException.Kind kind) {
    failing(group -> new RunLogException(kind, "the disk says " + kind));
  }

  void failing(Function<List<Batch>, @Nullable RuntimeException> how) {
    trouble = how;
  }

  void working() {
    trouble = group -> null;
  }

  @Override
  public long epoch() {
    return store.epoch();
  }

  @Override
  public List<Verdict> keep(List<Batch> batches) {
    RuntimeException thrown = trouble.apply(batches);
    if (thrown != null) {
      throw thrown;
    }
    groups.add(batches);
    return store.keep(batches);
  }

  @Override
  public Optional<RunState> state(String run) {
    return store.state(run);
  }

  @Override
  public Optional<String> find(RunLabel label) {
    return store.find(label);
  }

  @Override
  public List<Block> read(String run, long position, int maxBytes) {
    reads++;
    return store.read(run, position, maxBytes);
  }

  @Override
  public Claim claim(String run) {
    return store.claim(run);
  }

  @Override
  public List<String> orphans() {
    return store.orphans();
  }

  @Override
  public void close() {
    closed = true;
    store.close();
  }
}
