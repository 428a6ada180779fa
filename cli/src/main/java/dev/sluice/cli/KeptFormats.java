package dev.sluice.cli;

import dev.sluice.log.Replay;
import dev.sluice.log.RunStart;
import dev.sluice.models.Models;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What reads runs that were kept as their providers' own frames, as whatever relays answers keeps
 * them. Models are looked for when the first frame is met, since most runs have none; they need no
 * keys and ask nobody. Thread-safe.
 */
final class KeptFormats implements Function<RunStart, Replay.Formats> {
  private @Nullable Models models;

  @Override
  public Replay.Formats apply(RunStart start) {
    return format ->
        models().frames(format, start.model(), start.request()).map(kept -> kept::frame);
  }

  private synchronized Models models() {
    Models there = models;
    if (there == null) {
      there = Models.builder().withoutEnvironment().build();
      models = there;
    }
    return there;
  }
}
