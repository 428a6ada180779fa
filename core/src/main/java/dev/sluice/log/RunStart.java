package dev.sluice.log;

import dev.sluice.chat.ChatRequest;
import java.time.Instant;
import java.util.Objects;

/**
 * What is known of a run before its first entry. Immutable.
 *
 * @param id of the run, and of nothing else: {@link RunIds#next} makes one
 * @param model {@code provider/model}, as it was asked for
 * @param request what was asked; kept without its headers
 * @param at when
 */
public record RunStart(String id, String model, ChatRequest request, Instant at) {
  /** A longer id is refused, in characters. */
  public static final int MAX_ID = 64;

  public RunStart {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(at, "at");
  }
}
