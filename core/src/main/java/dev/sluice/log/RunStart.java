package dev.sluice.log;

import dev.sluice.chat.ChatRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is known of a run before its first entry. Immutable.
 *
 * @param id of the run, and of nothing else: {@link RunIds#next} makes one
 * @param model {@code provider/model}, as it was asked for
 * @param request what was asked; kept without its headers
 * @param at when
 * @param owner whose it is, for whoever lets several people at one log; empty if it is nobody's in
 *     particular. No secret: it is kept as it is
 * @param labels what it is found by besides its id, see {@link RunLog#find}: at most {@value
 *     #MAX_LABELS}. Kept as they are, too
 */
public record RunStart(
    String id,
    String model,
    ChatRequest request,
    Instant at,
    String owner,
    Map<String, String> labels) {
  /** A longer id is refused, in characters. */
  public static final int MAX_ID = 64;

  /** More labels are refused. */
  public static final int MAX_LABELS = 16;

  /** A longer owner, or name or value of a label, is refused, in characters. */
  public static final int MAX_LABEL = 512;

  /**
   * @throws IllegalArgumentException if the owner or a label is too long, or there are too many
   */
  public RunStart {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(at, "at");
    check("owner", owner);
    labels = Map.copyOf(labels);
    if (labels.size() > MAX_LABELS) {
      throw new IllegalArgumentException(
          "a run has at most " + MAX_LABELS + " labels, and not " + labels.size());
    }
    labels.forEach(
        (name, value) -> {
          check("label's name", name);
          check("label", value);
        });
  }

  /** Of a run that is nobody's in particular, and is found by its id alone. */
  public RunStart(String id, String model, ChatRequest request, Instant at) {
    this(id, model, request, at, "", Map.of());
  }

  private static void check(String what, String text) {
    if (text.length() > MAX_LABEL) {
      throw new IllegalArgumentException(
          "a run's "
              + what
              + " has at most "
              + MAX_LABEL
              + " characters, and not "
              + text.length());
    }
  }

  /** The same run of this owner. */
  public RunStart ownedBy(String whose) {
    return new RunStart(id, model, request, at, whose, labels);
  }

  /** The same with a label, which takes the place of one of the same name. */
  public RunStart label(String name, String value) {
    Map<String, String> more = new TreeMap<>(labels);
    more.put(name, value);
    return new RunStart(id, model, request, at, owner, more);
  }

  /** The same with what is kept of the request: all but its headers, which may be keys. */
  RunStart withoutHeaders() {
    ChatRequest kept = request.toBuilder().withoutHeaders().build();
    return new RunStart(id, model, kept, at, owner, labels);
  }

  /** By what it is found. */
  List<RunLabel> found() {
    return labels.entrySet().stream()
        .map(label -> new RunLabel(owner, label.getKey(), label.getValue()))
        .toList();
  }
}
