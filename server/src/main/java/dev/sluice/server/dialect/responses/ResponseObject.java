package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Sampling;
import dev.sluice.chat.Usage;
import dev.sluice.chat.Usage.Count;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A response as JSON. */
final class ResponseObject {
  private ResponseObject() {}

  /** One that goes on. */
  static String running(Told told, String status, String model, String output) {
    return of(told, model, new State(status, "", null, Usage.unknown()), output);
  }

  /** One that failed, or was stopped. */
  static String failed(Told told, String model, EndingError error, Usage usage, String output) {
    String status = error.code().equals("cancelled") ? "cancelled" : "failed";
    return of(told, model, new State(status, "", error, usage), output);
  }

  /** One that has come to an end of its model's. */
  static String over(
      Told told, String model, FinishReason reason, boolean refused, Usage usage, String output) {
    String incomplete = incomplete(reason, refused);
    String status = incomplete.isEmpty() ? "completed" : "incomplete";
    return of(told, model, new State(status, incomplete, null, usage), output);
  }

  /** Why it is not complete; empty if it is. */
  static String incomplete(FinishReason reason, boolean refused) {
    return switch (reason.kind()) {
      case STOP, TOOL_CALLS, OTHER, ERROR -> "";
      // The provider only pauses: whoever sends the answer back has it go on, as after a limit.
      case LENGTH, PAUSED -> "max_output_tokens";
      case CONTENT_FILTER -> "content_filter";
      case REFUSAL -> refused ? "" : "content_filter";
    };
  }

  /** What a client of this format is told of it, by the words that agents look for. */
  static EndingError error(Ending.Incomplete ending) {
    EndingError error = EndingError.of(ending);
    String code = error.code().equals("overloaded") ? "server_is_overloaded" : error.code();
    return new EndingError(error.message(), error.type(), code, error.param());
  }

  private record State(
      String status, String incomplete, @Nullable EndingError error, Usage usage) {}

  private static String of(Told told, String model, State state, String output) {
    JsonWriter json = new JsonWriter().object();
    json.put("id", ResponseIds.of(told.run())).put("object", "response");
    json.put("created_at", told.at().getEpochSecond()).put("status", state.status());
    json.put("background", told.labels().containsKey(RequestReader.BACKGROUND));
    EndingError error = state.error();
    if (error == null) {
      json.putNull("error");
    } else {
      json.object("error").put("code", error.code()).put("message", error.message()).end();
    }
    if (state.incomplete().isEmpty()) {
      json.putNull("incomplete_details");
    } else {
      json.object("incomplete_details").put("reason", state.incomplete()).end();
    }
    json.putNull("instructions");
    Sampling sampling = told.request().sampling();
    if (sampling.maxTokens().isPresent()) {
      json.put("max_output_tokens", sampling.maxTokens().getAsInt());
    } else {
      json.putNull("max_output_tokens");
    }
    json.put("model", model.isEmpty() ? told.model() : model).putRead("output", output);
    json.put("parallel_tool_calls", true);
    String previous = told.labels().getOrDefault(RequestReader.PREVIOUS, "");
    if (previous.isEmpty()) {
      json.putNull("previous_response_id");
    } else {
      json.put("previous_response_id", previous);
    }
    json.object("reasoning").putNull("effort").putNull("summary").end().put("store", true);
    json.put("temperature", sampling.temperature().orElse(1));
    json.object("text").object("format").put("type", "text").end().end();
    json.put("tool_choice", "auto").array("tools").end();
    json.put("top_p", sampling.topP().orElse(1)).put("truncation", "disabled");
    usage(json, state.usage());
    json.putNull("user").putRead("metadata", metadata(told));
    return json.end().text();
  }

  /** What the client noted, as far as it is whole. */
  private static String metadata(Told told) {
    String noted = told.labels().getOrDefault(RequestReader.METADATA, "{}");
    byte[] bytes = noted.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      json.skip();
      json.finish();
      return noted;
    } catch (JsonException cut) {
      return "{}";
    }
  }

  private static void usage(JsonWriter json, Usage usage) {
    if (usage.inputTokens().isEmpty() || usage.outputTokens().isEmpty()) {
      json.putNull("usage");
      return;
    }
    long input = usage.count(Count.INPUT, 0);
    long output = usage.count(Count.OUTPUT, 0);
    json.object("usage").put("input_tokens", input).object("input_tokens_details");
    json.put("cached_tokens", usage.count(Count.CACHED_INPUT, 0));
    usage.count(Count.CACHE_WRITE).ifPresent(count -> json.put("cache_write_tokens", count));
    json.end().put("output_tokens", output).object("output_tokens_details");
    json.put("reasoning_tokens", usage.count(Count.REASONING, 0)).end();
    json.put("total_tokens", input + output).end();
  }
}
