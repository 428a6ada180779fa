package dev.sluice.server.http;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.access.Listed;
import dev.sluice.server.run.RunView;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is answered where no dialect has a word: models and runs. */
final class Documents {
  private Documents() {}

  static byte[] models(List<Listed> models) {
    JsonWriter writer = new JsonWriter().object().put("object", "list").array("data");
    models.forEach(model -> put(writer.object(), model).end());
    return bytes(writer.end().end());
  }

  static byte[] model(Listed model) {
    return bytes(put(new JsonWriter().object(), model).end());
  }

  private static JsonWriter put(JsonWriter writer, Listed model) {
    return writer
        .put("id", model.id())
        .put("object", "model")
        .put("created", model.created().getEpochSecond())
        .put("owned_by", model.owner());
  }

  static byte[] run(RunView run) {
    JsonWriter writer =
        new JsonWriter()
            .object()
            .put("id", run.id())
            .put("object", "run")
            .put("model", run.model())
            .put("dialect", run.dialect())
            .put("created", run.created().getEpochSecond())
            .put("status", run.status())
            .put("offset", run.last().toString())
            .put("text", run.soFar().text());
    Usage usage = run.soFar().usage();
    if (usage.inputTokens().isPresent() || usage.outputTokens().isPresent()) {
      writer.object("usage");
      usage.inputTokens().ifPresent(count -> writer.put("input_tokens", count));
      usage.outputTokens().ifPresent(count -> writer.put("output_tokens", count));
      writer.end();
    } else {
      writer.putNull("usage");
    }
    if (run.ending().orElse(null) instanceof Ending.Completed completed) {
      writer.put("finish_reason", completed.finishReason().code());
    } else {
      writer.putNull("finish_reason");
    }
    if (run.ending().orElse(null) instanceof Ending.Incomplete incomplete) {
      writer.object("error").put("type", incomplete.cause().kind());
      incomplete
          .cause()
          .failure()
          .ifPresent(
              failure -> writer.put("kind", failure.kind()).put("message", failure.message()));
      writer.end();
    }
    return bytes(writer.end());
  }

  private static byte[] bytes(JsonWriter writer) {
    return writer.text().getBytes(StandardCharsets.UTF_8);
  }
}
