package dev.sluice.server.access;

import dev.sluice.stream.ChatModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that a request goes to.
 *
 * @param model it, with its policies
 * @param shown its name as the client is told it
 * @param label its name for metrics: one of those that the operator has named, else {@link #OTHER}
 * @param speaks the providers that may be asked, in this order, and the wire format of each; empty
 *     for one that has none, or several
 * @param isStrict whether a request is refused that has something which would be left out
 */
public record Route(
    ChatModel model, String shown, String label, Map<String, String> speaks, boolean isStrict) {
  /** The label of all that have none of their own: clients can name any number of models. */
  public static final String OTHER = "other";

  public Route {
    speaks = Collections.unmodifiableMap(new LinkedHashMap<>(speaks));
  }

  /** The wire formats of the models that may be asked, that of the one asked first in front. */
  public List<String> formats() {
    return List.copyOf(speaks.values());
  }

  /** The providers that may be asked and speak this wire format, the one asked first in front. */
  public List<String> providers(String wireFormat) {
    return speaks.entrySet().stream()
        .filter(one -> one.getValue().equals(wireFormat))
        .map(Map.Entry::getKey)
        .toList();
  }
}
