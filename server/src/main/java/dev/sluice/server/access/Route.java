package dev.sluice.server.access;

import dev.sluice.chat.ModelName;
import dev.sluice.stream.ChatModel;

/** A model that a request goes to. */
public record Route(ChatModel model, String shown, String label) {
  public static final String OTHER = "other";

  public String provider() {
    return ModelName.of(model.name()).provider();
  }
}
