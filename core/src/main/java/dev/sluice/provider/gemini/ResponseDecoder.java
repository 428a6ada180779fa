package dev.sluice.provider.gemini;

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
import dev.sluice.spi.stream.StreamSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of {@code GenerateContentResponse}s, as Google's API reference describes them: the
 * chunks of a stream, each with a piece of the answer, or one with all of it. The end is a finish
 * reason; some servers send one with each chunk, so that the stream's end alone ends the answer.
 * Not thread-safe.
 */
final class ResponseDecoder implements AnswerDecoder {
  private static final int EXCERPT_BYTES = 200;

  /** More parts than a whole answer has. */
  private static final int MAX_PARTS = 8192;

  private final JsonReaders readers;
  private final String provider;
  private final String requestId;
  private final List<RateLimit> limits;
  private final boolean tellsOwn;
  private final AnswerParts parts;
  private final ReportedUsage usage = new ReportedUsage();

  private boolean started;
  private String id = "";
  private String model = "";
  private int chunks;

  /** Which of several candidates is the answer: the first that there is. */
  private long answer = -1;

  private @Nullable FinishReason finish;

  /** What came, as long as nothing did that a chunk has. */
  private String unknown = "";

  private boolean known;

  // Of the chunk that is being read.
  private final List<WirePart> pieces = new ArrayList<>(1);

  /** The first of them, and mostly the only one: it serves each chunk anew. */
  private final WirePart first = WirePart.empty();

  private String reason = "";
  private String explanation = "";
  private @Nullable Grounding grounding;
  private @Nullable ProviderData noted;
  private List<StreamEvent.LogProb> probabilities = List.of();
  private @Nullable GoogleError error;
  private boolean blocked;

  /**
   * A decoder of one answer.
   *
   * @param provider whose own the data of its parts are
   * @param tellsOwn whether chunks that say nothing known are told as events of its own
   */
  ResponseDecoder(
      JsonReaders readers,
      String provider,
      String requestId,
      List<RateLimit> limits,
      boolean tellsOwn) {
    this.readers = readers;
    this.provider = provider;
    this.requestId = requestId;
    this.limits = limits;
    this.tellsOwn = tellsOwn;
    this.parts = new AnswerParts(provider);
  }

  @Override
  public String goodEnd() {
    return "a finishReason";
  }

  @Override
  public boolean isSettled() {
    return finish != null;
  }

  @Override
  public @Nullable Outcome onEndOfInput() {
    FinishReason last = finish;
    if (last != null) {
      parts.end(last.cutsOff());
      // A call may have come after the reason.
      boolean calls = last.kind() == FinishReason.Kind.STOP && parts.hasCalls();
      return new Outcome.Finished(calls ? Endings.of(last.raw(), true, last.detail()) : last);
    }
    return known || unknown.isEmpty()
        ? null
        : new Cause.Failed(new Failure.Malformed("the answer is none of Gemini's", unknown));
  }

  @Override
  public @Nullable Outcome onFrame(
      String type, byte[] bytes, int from, int length, StreamSink out) {
    if (isBlank(bytes, from, length)) {
      return null;
    }
    clear();
    try (JsonReader json = readers.read(bytes, from, length)) {
      if (!json.isObject()) {
        json.finish();
        return notAChunk("a chunk is no JSON object", bytes, from, length);
      }
      boolean says = chunk(json);
      json.finish();
      if (!says) {
        says(bytes, from, length, out);
      }
      return emit(out);
    } catch (JsonException wrong) {
      return notAChunk("a chunk is not JSON (" + wrong.getMessage() + ")", bytes, from, length);
    } catch (TooMuch tooMuch) {
      return new Cause.Failed(tooMuch.failure());
    } catch (PartialArguments.Disorder disorder) {
      return new Cause.Failed(
          new Failure.Malformed(
              "the pieces of a call's arguments do not follow each other",
              String.valueOf(disorder.getMessage())));
    }
  }

  private static boolean isBlank(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] > ' ' || bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** What follows a whole answer does not undo it, whatever it is. */
  private @Nullable Outcome notAChunk(String what, byte[] bytes, int from, int length) {
    return finish != null
        ? onEndOfInput()
        : new Cause.Failed(new Failure.Malformed(what, excerpt(bytes, from, length)));
  }

  private static String excerpt(byte[] bytes, int from, int length) {
    return new String(bytes, from, Math.min(length, EXCERPT_BYTES), StandardCharsets.UTF_8);
  }

  private void says(byte[] bytes, int from, int length, StreamSink out) {
    if (tellsOwn) {
      String json = new String(bytes, from, length, StandardCharsets.UTF_8);
      out.onEvent(new StreamEvent.Native(provider, "", json));
    }
    if (!known && unknown.isEmpty()) {
      unknown = excerpt(bytes, from, length);
    }
  }

  private void clear() {
    pieces.clear();
    reason = "";
    explanation = "";
    grounding = null;
    noted = null;
    probabilities = List.of();
    error = null;
    blocked = false;
  }

  /** Reads a chunk; false if it has nothing that a chunk has. */
  private boolean chunk(JsonReader json) {
    boolean says = false;
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      boolean here = true;
      switch (name) {
        case "candidates" -> candidates(json);
        case "usageMetadata" -> usage(json);
        case "modelVersion" -> model = started ? skipped(json) : json.text();
        case "responseId" -> id = started ? skipped(json) : json.text();
        case "promptFeedback" -> promptFeedback(json);
        case "error" -> {
          GoogleError told = GoogleError.read(json);
          error = told.isNothing() ? error : told;
        }
        default -> {
          here = false;
          json.skip();
        }
      }
      says |= here;
    }
    known |= says;
    return says;
  }

  private static String skipped(JsonReader json) {
    json.skip();
    return "";
  }

  /** The report as it came is kept with the last chunk, which has the sums. */
  private void usage(JsonReader json) {
    if (!json.isObject() || reason.isEmpty()) {
      usage.read(json);
      return;
    }
    int begin = json.here();
    usage.read(json);
    usage.keep(json.since(begin));
  }

  private void promptFeedback(JsonReader json) {
    if (!json.isObject()) {
      json.skip();
      return;
    }
    String raw = json.textOrJson();
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try (JsonReader feedback = new JsonReader(bytes, 0, bytes.length)) {
      feedback.enterObject();
      for (String name; (name = feedback.nextName()) != null; ) {
        switch (name) {
          case "blockReason" -> {
            String told = feedback.text();
            blocked = !told.isEmpty() && !told.endsWith("_UNSPECIFIED");
            reason = blocked ? told : reason;
          }
          case "blockReasonMessage" -> explanation = feedback.text();
          default -> feedback.skip();
        }
      }
    }
    note("promptFeedback", raw);
  }

  private void note(String name, String json) {
    ProviderData before = noted;
    noted = before == null ? ProviderData.of(provider, name, json) : before.with(name, json);
  }

  private void candidates(JsonReader json) {
    if (json.enterArray()) {
      for (int i = 0; json.nextElement(); i++) {
        candidate(json, i);
      }
    }
  }

  /** One candidate; which one it is may stand behind what it says. */
  private void candidate(JsonReader json, int position) {
    if (!json.enterObject()) {
      return;
    }
    long index = position;
    int before = pieces.size();
    String reasonBefore = reason;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "content" -> content(json);
        case "finishReason" -> {
          String told = json.text();
          reason = Endings.isReason(told) ? told : reason;
        }
        case "index" -> index = json.number(position);
        case "finishMessage" -> explanation = json.text();
        case "groundingMetadata" -> grounding(name, json);
        case "citationMetadata" -> grounding(name, json);
        case "urlContextMetadata", "urlRetrievalMetadata" -> grounding(name, json);
        case "logprobsResult" -> probabilities = new TokenProbabilities().read(json);
        case "safetyRatings" -> {
          // Of interest where something was withheld alone.
          if (reason.isEmpty() || reason.equals("STOP")) {
            json.skip();
          } else {
            note(name, json.textOrJson());
          }
        }
        default -> json.skip();
      }
    }
    answer = answer < 0 ? index : answer;
    if (index != answer) {
      pieces.subList(before, pieces.size()).clear();
      reason = reasonBefore;
    }
  }

  private void content(JsonReader json) {
    if (!json.enterObject()) {
      return;
    }
    for (String name; (name = json.nextName()) != null; ) {
      if (!name.equals("parts")) {
        json.skip();
      } else if (json.enterArray()) {
        parts(json);
      }
    }
  }

  private void parts(JsonReader json) {
    while (json.nextElement()) {
      if (pieces.size() == MAX_PARTS) {
        throw new TooMuch("the list of a chunk's parts", MAX_PARTS, "parts");
      }
      pieces.add(pieces.isEmpty() ? first.again(json) : WirePart.read(json));
    }
  }

  private void grounding(String name, JsonReader json) {
    if (!json.isObject()) {
      json.skip();
      return;
    }
    String raw = json.textOrJson();
    Grounding told = grounding == null ? new Grounding() : grounding;
    grounding = told;
    switch (name) {
      case "groundingMetadata" -> told.searched(raw);
      case "citationMetadata" -> told.repeated(raw);
      default -> told.visited(raw);
    }
    note(name, raw);
  }

  private @Nullable Outcome emit(StreamSink out) {
    if (!started && known) {
      started = true;
      out.onEvent(new StreamEvent.Started(id, model, requestId).limited(limits));
    }
    parts.add(pieces, chunks++ == 0, out);
    parts.logProbs(probabilities);
    Grounding told = grounding;
    if (told != null) {
      parts.cite(told.sources, out);
      if (told.searches > 0) {
        usage.searched(told.searches);
      }
    }
    if (noted != null) {
      out.onEvent(new StreamEvent.Noted(noted));
    }
    parts.endChunk();
    Usage news = usage.news();
    if (news != null) {
      out.onEvent(new StreamEvent.UsageReported(news));
    }
    if (error != null) {
      return new Cause.Failed(error.inStream());
    }
    return reason.isEmpty() ? null : finish();
  }

  /** What was cut off is not made whole by another reason afterwards. */
  private @Nullable Outcome finish() {
    if (Endings.isFailure(reason)) {
      return new Cause.Failed(Endings.failure(reason, explanation));
    }
    FinishReason before = finish;
    if (before == null || !before.cutsOff()) {
      finish =
          blocked
              ? new FinishReason(FinishReason.Kind.CONTENT_FILTER, reason).explained(explanation)
              : Endings.of(reason, parts.hasCalls(), explanation);
    }
    return null;
  }
}
