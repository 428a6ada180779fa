package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Message;
import java.util.List;

/**
 * A message as the client keeps it.
 *
 * @param id the client's name for it; empty if it has none
 * @param isAnswer whether its role is the assistant's
 * @param said what it is to a model: an answer of several steps is several messages, and so are the
 *     results of its tools
 */
record UiMessage(String id, boolean isAnswer, List<Message> said) {
  UiMessage {
    said = List.copyOf(said);
  }
}
