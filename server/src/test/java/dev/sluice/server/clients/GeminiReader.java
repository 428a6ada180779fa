package dev.sluice.server.clients;

import java.util.Locale;

/** Google's generateContent. */
final class GeminiReader extends Reader {
  @Override
  void event(Block event) {
    document(Tree.of(event.data()));
  }

  /** A whole answer is a chunk that says all. */
  @Override
  void document(Tree document) {
    if (document.at("error").isThere()) {
      problem(document);
      return;
    }
    isGoingOn();
    for (Tree part : document.at("candidates", "content", "parts").elements()) {
      (part.text("thought").equals("true") ? thoughts : text).append(part.text("text"));
      if (part.at("functionCall").isThere()) {
        String id = "call " + calls.size();
        call(id, part.text("functionCall", "name"));
        arguments(id, part.text("functionCall", "args"));
      }
    }
    usage(document.at("usageMetadata"), "promptTokenCount", "candidatesTokenCount");
    if (document.at("candidates", "finishReason").isThere()) {
      whole();
    }
  }

  @Override
  void problem(Tree document) {
    if (document.number("error", "code") < 400 || document.text("error", "message").isEmpty()) {
      throw new AssertionError("no error: " + document.text());
    }
    broken(document.text("error", "details", "reason").toLowerCase(Locale.ROOT));
  }
}
