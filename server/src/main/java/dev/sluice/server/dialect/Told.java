package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import java.time.Instant;
import java.util.Map;

/**
 * What an encoder knows of a run before its first event.
 *
 * @param run its id
 * @param model the model's name as the client is told it
 * @param at when it began
 * @param view how the answer is to be shown: what the request said if it was in this dialect, else
 *     {@link Asked.View#USUAL}
 * @param request what was asked, as the provider was asked it
 * @param labels see {@link Asked#labels}
 * @param answerer who is asked first, {@code provider/model}; empty if that is not known. Events
 *     name whoever is asked after it
 */
public record Told(
    String run,
    String model,
    Instant at,
    Asked.View view,
    ChatRequest request,
    Map<String, String> labels,
    String answerer) {
  private static final ChatRequest UNKNOWN = ChatRequest.of("");

  /** Copies the labels. */
  public Told {
    labels = Map.copyOf(labels);
  }

  /** Of a run of which it is not known who answers. */
  public Told(
      String run,
      String model,
      Instant at,
      Asked.View view,
      ChatRequest request,
      Map<String, String> labels) {
    this(run, model, at, view, request, labels, "");
  }

  /** Of a run of which nothing else is known. */
  public Told(String run, String model, Instant at, Asked.View view) {
    this(run, model, at, view, UNKNOWN, Map.of());
  }
}
