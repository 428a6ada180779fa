package dev.sluice.server.dialect;

import java.time.Instant;

/**
 * What an encoder knows of a run before its first event.
 *
 * @param run its id
 * @param model the model's name as the client is told it
 * @param at when it began
 * @param view how the answer is to be shown: what the request said if it was in this dialect, else
 *     {@link Asked.View#USUAL}
 */
public record Told(String run, String model, Instant at, Asked.View view) {}
