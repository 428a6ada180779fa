package dev.sluice.log;

import java.util.Objects;

/**
 * What a run is found by, other than its id: one {@linkplain RunStart#labels label} of it, such as
 * the key by which a request that is sent again is known, within the runs of its owner. Immutable.
 *
 * @param owner whose runs; empty for those that are nobody's in particular
 */
public record RunLabel(String owner, String name, String value) {
  public RunLabel {
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }
}
