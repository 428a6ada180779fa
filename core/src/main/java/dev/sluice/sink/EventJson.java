package dev.sluice.sink;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Timings;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The events of one stream as JSON objects of one line each, the form in which programs in other
 * languages read it. Absent figures are null; times are in milliseconds. Not thread-safe.
 */
public final class EventJson {
  private final PartJson parts = new PartJson();

  /** For a stream of which nothing has come. */
  public EventJson() {}

  /** The stream's next event, without a line end. */
  public String of(StreamEvent event) {
    if (event instanceof StreamEvent.FurtherAttempt next) {
      parts.again(next);
    }
    JsonWriter json = new JsonWriter().object();
    switch (event) {
      case StreamEvent.Started started ->
          json.put("type", "started")
              .put("id", started.id())
              .put("model", started.model())
              .put("request_id", started.requestId());
      case StreamEvent.Content content -> parts.put(json, content);
      case StreamEvent.Noted noted -> PartJson.data(json.put("type", "data"), noted.data());
      case StreamEvent.Warned warned ->
          json.put("type", "warning").put("message", warned.message());
      case StreamEvent.Native own ->
          json.put("type", "native_event")
              .put("provider", own.provider())
              .put("name", own.type())
              .put("json", own.json());
      case StreamEvent.RoundStarted round ->
          json.put("type", "round").put("round", round.round()).put("model", round.model());
      case StreamEvent.UsageReported report -> {
        json.put("type", "usage");
        usage(json, report.usage());
      }
      case StreamEvent.Retrying retry -> {
        json.put("type", "retrying").put("attempt", retry.attempt()).put("model", retry.model());
        put(json, "wait_ms", Optional.of(retry.delay()));
        cause(json, retry.cause(), retry.used());
      }
      case StreamEvent.Restarted restart -> {
        json.put("type", "restarted")
            .put("attempt", restart.attempt())
            .put("model", restart.model());
        cause(json, restart.cause(), restart.used());
      }
      case StreamEvent.Continued seam -> {
        json.put("type", "continued")
            .put("attempt", seam.attempt())
            .put("model", seam.model())
            .put("position", seam.position())
            .put("part", seam.part());
        cause(json, seam.cause(), seam.used());
      }
      case StreamEvent.Ended ended -> ending(json, ended.ending());
    }
    return json.end().text();
  }

  private static void ending(JsonWriter json, Ending ending) {
    Reply reply = ending.reply();
    json.put("type", "ended").put("ending", ending.kind());
    switch (ending) {
      case Ending.Completed done -> {
        json.put("finish_reason", done.finishReason().code());
        if (!done.finishReason().detail().isEmpty()) {
          json.put("finish_detail", done.finishReason().detail());
        }
      }
      case Ending.Incomplete early -> json.putNull("finish_reason");
    }
    json.put("text", said(reply) ? reply.text() : "");
    if (!reply.reasoning().isEmpty()) {
      json.put("reasoning", reply.reasoning());
    }
    if (!reply.refusal().isEmpty()) {
      json.put("refusal", reply.refusal());
    }
    if (!reply.toolCalls().isEmpty()) {
      json.array("tool_calls");
      for (Part.ToolCall call : reply.toolCalls()) {
        json.object()
            .put("id", call.id())
            .put("name", call.name())
            .put("arguments", call.arguments())
            .end();
      }
      json.end();
    }
    json.object("usage");
    usage(json, reply.usage());
    json.end();
    timings(json, reply.timings(), reply.usage());
    json.put("id", reply.started().id())
        .put("model", reply.started().model())
        .put("request_id", reply.started().requestId());
    if (!reply.warnings().isEmpty()) {
      json.array("warnings");
      reply.warnings().forEach(json::value);
      json.end();
    }
    if (!reply.earlier().isEmpty()) {
      json.array("earlier_attempts");
      for (Reply.Attempt attempt : reply.earlier()) {
        json.object();
        cause(json, attempt.cause(), attempt.usage());
        json.end();
      }
      json.end();
    }
    if (ending instanceof Ending.Incomplete early) {
      failure(json, early.cause());
    }
  }

  /** Whether it answered: the text of a reply that only refused is its refusal, told by itself. */
  private static boolean said(Reply reply) {
    return reply.parts().stream()
        .anyMatch(
            part ->
                part instanceof Part.Text text && !text.isCommentary() && !text.text().isEmpty());
  }

  private static void cause(JsonWriter json, Cause cause, Usage used) {
    json.put("cause", cause.kind());
    failure(json, cause);
    json.object("used");
    usage(json, used);
    json.end();
  }

  private static void usage(JsonWriter json, Usage usage) {
    put(json, "input_tokens", usage.inputTokens());
    put(json, "output_tokens", usage.outputTokens());
    put(json, "cached_input_tokens", usage.cachedInputTokens());
    put(json, "reasoning_tokens", usage.reasoningTokens());
    if (usage.estimated()) {
      json.put("estimated", true);
    }
  }

  private static void timings(JsonWriter json, Timings timings, Usage usage) {
    json.object("timings");
    put(json, "ttft_ms", timings.firstToken());
    put(json, "last_token_ms", timings.lastToken());
    put(json, "total_ms", Optional.of(timings.total()));
    put(json, "tpot_ms", timings.timePerOutputToken(usage));
    timings
        .outputTokensPerSecond(usage)
        .ifPresentOrElse(
            rate -> json.put("output_tokens_per_second", Math.round(rate * 100) / 100.0),
            () -> json.putNull("output_tokens_per_second"));
    json.end();
  }

  private static void failure(JsonWriter json, Cause cause) {
    Optional<Failure> failure = cause.failure();
    if (failure.isEmpty()) {
      json.putNull("failure");
      return;
    }
    json.object("failure")
        .put("kind", failure.get().kind())
        .put("message", failure.get().message());
    switch (failure.get()) {
      case Failure.Refused refused -> {
        json.put("status", refused.status());
        said(json, refused);
        json.put("request_id", refused.requestId());
      }
      case Failure.ErrorInStream error -> said(json, error);
      case Failure.Timeout timeout ->
          json.put("timeout", timeout.phase().toString())
              .put("after_ms", timeout.after().toMillis());
      case Failure.NotAStream odd -> json.put("status", odd.status());
      case Failure.LimitExceeded limit -> json.put("limit", limit.limit());
      case Failure.BudgetSpent budget ->
          json.put("budget", budget.limit()).put("estimated", budget.estimated());
      case Failure.Unreachable u -> {}
      case Failure.Untrusted u -> {}
      case Failure.Misconfigured m -> {}
      case Failure.ConnectionLost c -> {}
      case Failure.EndedEarly e -> {}
      case Failure.Malformed m -> {}
      case Failure.ProcessEnded p -> {}
      case Failure.InvalidRequest i -> {}
      case Failure.Unavailable u -> {}
      case Failure.TakenBack t -> {}
      case Failure.Recorded r -> {}
      case Failure.Defect d -> {}
    }
    json.end();
  }

  private static void said(JsonWriter json, Failure.ByProvider failure) {
    json.put("reason", failure.reason().name().toLowerCase(Locale.ROOT))
        .put("field", failure.field())
        .put("error_type", failure.type())
        .put("error_code", failure.code());
    failure.advice().after().ifPresent(wait -> json.put("retry_after_ms", wait.toMillis()));
  }

  private static void put(JsonWriter json, String name, OptionalLong value) {
    if (value.isPresent()) {
      json.put(name, value.getAsLong());
    } else {
      json.putNull(name);
    }
  }

  private static void put(JsonWriter json, String name, Optional<Duration> value) {
    if (value.isPresent()) {
      json.put(name, Math.round(value.get().toNanos() / 1e4) / 100.0);
    } else {
      json.putNull(name);
    }
  }
}
