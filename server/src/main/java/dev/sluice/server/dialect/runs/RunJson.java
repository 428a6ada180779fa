package dev.sluice.server.dialect.runs;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.json.JsonWriter;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.openai.OpenAiError;
import dev.sluice.server.dialect.openai.OpenAiUsage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a run stands, as {@code GET /runs/{id}} tells it. */
public final class RunJson {
  /** What a run is called that goes on. */
  public static final String RUNNING = "running";

  private RunJson() {}

  /**
   * The JSON.
   *
   * @param model the model's name as the client is told it
   * @param status {@link #RUNNING}, or the ending's kind
   * @param last the place behind what is told here, if it is known
   * @param soFar what has come
   * @param ending if it has ended
   */
  public static byte[] of(
      String id,
      String model,
      Instant created,
      String status,
      Optional<Offset> last,
      Reply soFar,
      Optional<Ending> ending) {
    JsonWriter json = new JsonWriter().object();
    json.put("id", id).put("model", model).put("created", created.getEpochSecond());
    json.put("status", status);
    last.ifPresent(place -> json.put("offset", place.toString()));
    json.put("text", soFar.text());
    if (!soFar.reasoning().isEmpty()) {
      json.put("reasoning", soFar.reasoning());
    }
    calls(json, soFar);
    if (OpenAiUsage.isKnown(soFar.usage())) {
      OpenAiUsage.put(json, soFar.usage());
    } else {
      json.putNull("usage");
    }
    String finish = soFar.finishReason().map(FinishReason::code).orElse("");
    if (finish.isEmpty()) {
      json.putNull("finish_reason");
    } else {
      json.put("finish_reason", finish);
    }
    if (ending.orElse(null) instanceof Ending.Incomplete incomplete) {
      OpenAiError.put(json, EndingError.of(incomplete));
    }
    return json.end().text().getBytes(StandardCharsets.UTF_8);
  }

  private static void calls(JsonWriter json, Reply soFar) {
    List<Part.ToolCall> calls =
        soFar.toolCalls().stream().filter(call -> !call.isRunByProvider()).toList();
    if (calls.isEmpty()) {
      return;
    }
    json.array("tool_calls");
    for (Part.ToolCall call : calls) {
      json.object().put("id", call.id()).put("name", call.name());
      json.put("arguments", call.arguments()).put("whole", call.isWhole()).end();
    }
    json.end();
  }
}
