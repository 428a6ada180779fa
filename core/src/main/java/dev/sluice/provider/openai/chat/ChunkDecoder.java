package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.RateLimit;
import dev.sluice.chat.Usage;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonReaders;
import dev.sluice.spi.provider.AnswerDecoder;
import dev.sluice.spi.provider.ErrorBody;
import dev.sluice.spi.provider.FramingException;
import dev.sluice.spi.provider.TokenProbabilities;
import dev.sluice.spi.stream.StreamSink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code chat.completion.chunk} objects, and the one {@code chat.completion} of an answer
 * that is not streamed, which differs only in saying {@code message} for {@code delta}.
 *
 * <p>The good end is a finish reason. After it the text is whole: usage and {@code [DONE]} may
 * follow, and a server that then hangs up without {@code [DONE]} has lost nothing of the answer.
 * {@code [DONE]} alone is no good end: proxies send it after a broken answer too.
 */
final class ChunkDecoder implements AnswerDecoder {
  /** Much more than is shown of it: keys are looked for before it is cut to that. */
  private static final int EXCERPT_BYTES = 8 * 1024;

  private final JsonReaders readers;
  private final String requestId;
  private final List<RateLimit> limits;
  private final String tellsOwnAs;
  private boolean started;

  /** Whether something came that a chunk has, and what came as long as nothing did. */
  private boolean known;

  private String unknown = "";
  private @Nullable FinishReason finish;

  /** Why there is no good end, if a finish reason says so. */
  private Failure.@Nullable ErrorInStream failed;

  /** Whether the chunk that is being read says a finish reason. */
  private boolean finishSaid;

  /** Whether the server says a finish reason with each chunk: then it tells nothing of the end. */
  private boolean saysItAlways;

  /** Whether it had come before the chunk that is being read. */
  private boolean finishedBefore;

  /** The finish reason before the choice that is being read. */
  private @Nullable FinishReason finishBefore;

  private Failure.@Nullable ErrorInStream failedBefore;

  private @Nullable Usage reported;
  private final String provider;
  private final boolean thinkTags;

  /** The members of the chunk being read: events wait until who answers is known. */
  private String id = "";

  private String model = "";
  private @Nullable ErrorBody error;
  private final Deltas deltas = new Deltas();
  private final Choices choiceReader;

  /** Null while there are none. */
  private @Nullable Sources sources;

  /** What the chunks say of the whole answer: which of it has been told, and what is to be. */
  private int notesTold;

  private @Nullable ProviderData notes;

  /** Made with the first frame. */
  private @Nullable Answer answer;

  ChunkDecoder(JsonReaders readers, String requestId) {
    this(readers, requestId, List.of(), "", "openai", false);
  }

  /**
   * A decoder of one answer.
   *
   * @param limits what is left of the provider's limits
   * @param tellsOwnAs the provider's name, if its chunks that say nothing else are to be told as
   *     events of its own; else empty
   * @param provider its name, by which it gets back what only it understands
   * @param thinkTags whether the text may begin with thoughts in tags
   */
  ChunkDecoder(
      JsonReaders readers,
      String requestId,
      List<RateLimit> limits,
      String tellsOwnAs,
      String provider,
      boolean thinkTags) {
    this.provider = provider;
    this.thinkTags = thinkTags;
    this.choiceReader = new Choices(this, deltas, provider);
    this.readers = readers;
    this.requestId = requestId;
    this.limits = limits;
    this.tellsOwnAs = tellsOwnAs;
  }

  @Override
  public String goodEnd() {
    return "a finish_reason";
  }

  @Override
  public boolean isSettled() {
    return finish != null && !saysItAlways;
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    if (finish == null) {
      if (answer != null) {
        answer.tellRest(); // It broke off: what waited for more is told.
      }
      return foreign();
    }
    return finished(finish);
  }

  /** Why there is no answer, if nothing came that one has; else null. */
  private @Nullable Outcome foreign() {
    return known || started || unknown.isEmpty()
        ? null
        : new Cause.Failed(new Failure.Malformed("the answer is no chat completion", unknown));
  }

  private Outcome finished(FinishReason reason) {
    endParts();
    boolean calls = answer != null && answer.hasCalls();
    // There are servers that say no more than that the model has stopped.
    return new Outcome.Finished(
        calls && reason.kind() == FinishReason.Kind.STOP
            ? new FinishReason(FinishReason.Kind.TOOL_CALLS, reason.raw())
            : reason);
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    if (GoodEnd.isDone(bytes, from, length)) {
      Outcome end = onEndOfInput();
      return end != null
          ? end
          : new Cause.Truncated(
              new Failure.EndedEarly("the provider", goodEnd() + " although it sent [DONE]"));
    }
    if (StreamedError.isPing(type)) {
      return null;
    }
    if (StreamedError.isNamed(type)) {
      return new Cause.Failed(StreamedError.named(bytes, from, length).inStream());
    }
    try (JsonReader json = readers.read(bytes, from, length)) {
      deltas.clear();
      choiceReader.clear();
      finishSaid = false;
      if (!json.enterObject()) {
        ErrorBody listed = StreamedError.unnamed(bytes, from, length).orElse(null);
        if (listed != null) {
          return new Cause.Failed(listed.inStream());
        }
        return malformed("a chunk is no JSON object", bytes, from, length);
      }
      boolean whole = chunk(json);
      json.finish();
      if (choiceReader.count() == 0) {
        error = StreamedError.unnamed(bytes, from, length).orElse(error);
      }
      boolean saysNothing = deltas.isEmpty() && error == null && finish == null;
      emit(out);
      if (!known && !started && unknown.isEmpty()) {
        unknown = text(bytes, from, Math.min(length, EXCERPT_BYTES));
      }
      if (saysNothing && !tellsOwnAs.isEmpty()) {
        out.onEvent(new StreamEvent.Native(tellsOwnAs, "", text(bytes, from, length)));
      }
      Failure.LimitExceeded excess = excess();
      if (excess != null) {
        return new Cause.Failed(excess);
      }
      if (error != null) {
        return new Cause.Failed(error.inStream());
      }
      if (failed != null) {
        return new Cause.Failed(failed);
      }
      return whole && finish != null ? finished(finish) : null;
    } catch (FramingException wrong) {
      return malformed(String.valueOf(wrong.getMessage()), bytes, from, length);
    } catch (JsonException wrong) {
      return malformed("a chunk is not JSON (" + wrong.getMessage() + ")", bytes, from, length);
    }
  }

  private static Outcome malformed(String what, byte[] bytes, int from, int length) {
    String excerpt = text(bytes, from, Math.min(length, EXCERPT_BYTES));
    return new Cause.Failed(new Failure.Malformed(what, excerpt));
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** What has outgrown its bound; null if nothing has. */
  private Failure.@Nullable LimitExceeded excess() {
    if (deltas.isTooMany()) {
      return new Failure.LimitExceeded("the list of a chunk's events", Deltas.MAX, "events");
    }
    if (choiceReader.hasTooManyProbabilities()) {
      return new Failure.LimitExceeded(
          "the list of a chunk's log probabilities", TokenProbabilities.MAX, "tokens");
    }
    if (sources != null && sources.isTooMany()) {
      return new Failure.LimitExceeded("the list of sources", Sources.MAX, "sources");
    }
    return answer == null ? null : answer.excess();
  }

  /** Reads a chunk; true if it was a whole completion and nothing follows. */
  private boolean chunk(JsonReader json) {
    boolean completion = false;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "id" -> id = started ? skipped(json) : json.text();
        case "model" -> model = started ? skipped(json) : json.text();
        case "object" -> {
          String object = json.text();
          completion = object.equals("chat.completion");
          known |= completion || object.equals("chat.completion.chunk");
        }
        case "choices" -> {
          known = true;
          choiceReader.read(json);
        }
        case "usage" -> usage(json);
        case "error" -> error(json);
        case "base_resp" -> error(StreamedError.baseResp(json.textOrJson()));
        case "x_groq" -> usageWithin(json);
        case "citations", "search_results", "web_search" -> {
          sources = sources == null ? new Sources() : sources;
          sources.read(name, json);
        }
        case "system_fingerprint" -> note(1, name, json);
        case "service_tier" -> note(2, name, json);
        case "provider" -> note(4, name, json);
        default -> json.skip();
      }
    }
    return completion && choiceReader.isMessage();
  }

  /** What is said with each chunk is told once. */
  private void note(int which, String name, JsonReader json) {
    if ((notesTold & which) != 0 || !json.isText()) {
      json.skip();
      return;
    }
    notesTold |= which;
    notes = (notes == null ? ProviderData.of(provider) : notes).with(name, json.json());
  }

  private void usageWithin(JsonReader json) {
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("usage")) {
          usage(json);
        } else {
          json.skip();
        }
      }
    }
  }

  /** A choice begins that may turn out not to be the answer. */
  void rememberFinish() {
    finishBefore = finish;
    failedBefore = failed;
  }

  /** It was not the answer: how it finished does not count. */
  void forgetFinish() {
    finish = finishBefore;
    failed = failedBefore;
  }

  private static String skipped(JsonReader json) {
    json.skip();
    return "";
  }

  /** The current value is the error of the chunk or of its choice. */
  void error(JsonReader json) {
    error(ErrorBody.ofError(json.textOrJson()));
  }

  private void error(ErrorBody said) {
    error = error != null || said.isNone() ? error : said;
  }

  /** What was cut off is not made whole by a server that says another reason afterwards. */
  void finishReason(String raw) {
    FinishReason said = GoodEnd.reason(raw);
    if (said == null) {
      failed = failed == null ? GoodEnd.failure(raw) : failed;
    } else {
      finishSaid = true;
      finish = finish == null || !finish.cutsOff() ? said : finish;
    }
  }

  /** The current value is what the answer has used up to now. */
  void usage(JsonReader json) {
    if (json.isObject()) {
      @Nullable Usage told = ReportedUsage.after(reported, ReportedUsage.read(json));
      if (told != null) {
        reported = told;
        deltas.event(new StreamEvent.UsageReported(told));
      }
    } else {
      json.skip();
    }
  }

  private void emit(StreamSink out) {
    if (!started && (!id.isEmpty() || !model.isEmpty() || !deltas.isEmpty())) {
      started = true;
      out.onEvent(new StreamEvent.Started(id, model, requestId).limited(limits));
    }
    if (started && notes != null) {
      out.onEvent(new StreamEvent.Noted(notes));
      notes = null;
    }
    Answer teller = answer == null ? new Answer(out, provider, thinkTags) : answer;
    answer = teller;
    if (finishedBefore && !deltas.growParts()) {
      endParts(); // The usage follows, or nothing.
    } else if (finishedBefore && finishSaid) {
      saysItAlways = true;
    }
    if (!deltas.hasCalls()) {
      teller.tellHeld();
    }
    deltas.emit(teller);
    if (sources != null) {
      teller.sources(sources);
    }
    finishedBefore = finish != null;
  }

  /**
   * The answer has come to its good end. A finish reason alone does not end its parts, for there
   * are servers that send one with each chunk.
   */
  private void endParts() {
    if (answer != null && finish != null) {
      answer.end(finish);
    }
  }
}
