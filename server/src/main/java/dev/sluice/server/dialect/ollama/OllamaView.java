package dev.sluice.server.dialect.ollama;

import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Told;

/**
 * How a client wants to be told.
 *
 * @param generated whether it asked for a completion, and not in a chat
 * @param model the model's name as it said it
 * @param thoughts whether it wants to see what the model thinks
 */
record OllamaView(boolean generated, String model, boolean thoughts) implements Asked.View {

  /** The view of a run, which may have been begun in another dialect. */
  static OllamaView of(Told told) {
    return told.view() instanceof OllamaView own
        ? own
        : new OllamaView(false, ModelNames.told(told.model()), true);
  }
}
