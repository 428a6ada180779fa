package dev.sluice.server.access;

import dev.sluice.server.dialect.Takes;
import dev.sluice.server.dialect.Translation;
import dev.sluice.stream.ChatModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model that a request goes to.
 *
 * @param model it, with its policies
 * @param shown its name as the client is told it
 * @param label its name for metrics: one of those that the operator has named, else {@link #OTHER}
 * @param speaks the providers that may be asked, in this order, and the wire format of each; empty
 *     for one that has none, or several
 * @param takes what all models of each of them take; nothing of one that is not there
 * @param isStrict whether a request is refused that has something which would be left out
 */
public record Route(
    ChatModel model,
    String shown,
    String label,
    Map<String, String> speaks,
    Map<String, Set<Takes>> takes,
    boolean isStrict) {
  /** The label of all that have none of their own: clients can name any number of models. */
  public static final String OTHER = "other";

  public Route {
    speaks = Collections.unmodifiableMap(new LinkedHashMap<>(speaks));
    takes = Map.copyOf(takes);
  }

  /** The wire formats of the models that may be asked, that of the one asked first in front. */
  public List<String> formats() {
    return List.copyOf(speaks.values());
  }

  /** The providers that may be asked, the one asked first in front, and what they take. */
  public List<Translation.Target> targets() {
    return speaks.entrySet().stream()
        .map(
            one ->
                new Translation.Target(
                    one.getKey(), one.getValue(), takes.getOrDefault(one.getKey(), Set.of())))
        .toList();
  }

  /** The providers that may be asked and speak this wire format, the one asked first in front. */
  public List<String> providers(String wireFormat) {
    return speaks.entrySet().stream()
        .filter(one -> one.getValue().equals(wireFormat))
        .map(Map.Entry::getKey)
        .toList();
  }
}
