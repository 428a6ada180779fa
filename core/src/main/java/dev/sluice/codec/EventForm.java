package dev.sluice.codec;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamEvent.LogProb;
import dev.sluice.chat.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The forms of events. */
final class EventForm {
  private static final Set<String> KINDS =
      Set.of(
          "part",
          "text",
          "reasoning",
          "refusal",
          "arguments",
          "media",
          "native_text",
          "citation",
          "logprobs",
          "part_data",
          "part_ended",
          "usage",
          "data",
          "warning",
          "native",
          "round",
          "retrying",
          "restarted",
          "continued",
          "ended");

  private static final int USUAL_BYTES = 256;

  /** Of a few counts, without the provider's own report. */
  private static final int USAGE_BYTES = 64;

  private static final int MAX_DIGITS = Integer.toString(Integer.MIN_VALUE).length();

  private static final byte[] TEXT = "{\"k\":\"text\"".getBytes(StandardCharsets.US_ASCII);

  /** What the form of a text has besides the text, if it is not empty. */
  private static final int TEXT_FRAME = "{'k':'text','s':''}".length();

  private static final int PART_FRAME = ",'p':".length();

  /** Enough for most forms, and no more than a text takes that needs no escapes. */
  static int capacity(StreamEvent event) {
    if (event instanceof StreamEvent.UsageReported(Usage usage)) {
      return (int) Math.min(Limits.MAX_BYTES, (long) USAGE_BYTES + usage.raw().length());
    }
    if (!(event instanceof StreamEvent.TextDelta delta)) {
      return USUAL_BYTES;
    }
    int part = delta.part();
    int digits = part == 0 ? 0 : PART_FRAME + (part > 0 && part < 10 ? 1 : MAX_DIGITS);
    return (int) Math.min(Limits.MAX_BYTES, (long) TEXT_FRAME + digits + delta.text().length());
  }

  private EventForm() {}

  static void write(FormWriter out, StreamEvent event) {
    switch (event) {
      case StreamEvent.TextDelta(int part, String text) -> piece(out, "text", part, text);
      case StreamEvent.ReasoningDelta(int part, String text) -> piece(out, "reasoning", part, text);
      case StreamEvent.RefusalDelta(int part, String text) -> piece(out, "refusal", part, text);
      case StreamEvent.ToolCallDelta(int part, String text) -> piece(out, "arguments", part, text);
      case StreamEvent.NativeDelta(int part, String text) -> piece(out, "native_text", part, text);
      case StreamEvent.MediaDelta(int part, String base64, boolean replaces) ->
          of(out, "media", part).text('b', base64).truth('r', replaces);
      case StreamEvent.PartStarted(int part, Part begun) ->
          PartForm.write(of(out, "part", part).name('c'), begun);
      case StreamEvent.PartEnded(int part, Part ended) ->
          PartForm.write(of(out, "part_ended", part).name('c'), ended);
      case StreamEvent.Cited(int part, Citation citation) ->
          PartForm.citation(of(out, "citation", part).name('q'), citation);
      case StreamEvent.LogProbs(int part, List<LogProb> tokens) ->
          UsageForm.logProbs(of(out, "logprobs", part).name('l'), tokens);
      case StreamEvent.PartNoted(int part, ProviderData data) ->
          PartForm.data(of(out, "part_data", part).name('d'), data);
      case StreamEvent.Started started -> UsageForm.started(out.object("started"), started);
      case StreamEvent.UsageReported(Usage usage) ->
          UsageForm.write(out.object("usage"), 'u', usage);
      case StreamEvent.Noted(ProviderData data) ->
          PartForm.data(out.object("data").name('d'), data);
      case StreamEvent.Warned(String message) -> out.object("warning").text('s', message);
      case StreamEvent.Native(String provider, String type, String json) ->
          out.object("native").text('o', provider).text('t', type).text('j', json);
      case StreamEvent.RoundStarted(int round, String model) ->
          out.object("round").number('n', round, 0).text('m', model);
      case StreamEvent.Retrying retry -> attempt(out, "retrying", retry).time('w', retry.delay());
      case StreamEvent.Restarted restart -> attempt(out, "restarted", restart);
      case StreamEvent.Continued seam ->
          attempt(out, "continued", seam)
              .number('p', seam.part(), 0)
              .number('n', seam.position(), 0);
      case StreamEvent.Ended(Ending ending) ->
          ReplyForm.write(out.object("ended").name('e'), ending);
    }
    out.end();
  }

  private static FormWriter of(FormWriter out, String kind, int part) {
    return out.object(kind).number('p', part, 0);
  }

  private static void piece(FormWriter out, String kind, int part, String text) {
    of(out, kind, part).text('s', text);
  }

  private static FormWriter attempt(
      FormWriter out, String kind, StreamEvent.FurtherAttempt attempt) {
    out.object(kind).number('a', attempt.attempt(), 0).text('m', attempt.model());
    CauseForm.write(out.name('y'), attempt.cause());
    UsageForm.write(out, 'u', attempt.used());
    return out;
  }

  /** An event; of a kind that this version does not know, one of nobody's own that says so. */
  static StreamEvent read(FormReader in) {
    if (in.passes(TEXT)) {
      return text(in);
    }
    int start = in.place();
    String kind = in.kind();
    if (kind.equals("started")) {
      return UsageForm.started(in);
    }
    if (KINDS.contains(kind)) {
      return event(kind, new Members(in));
    }
    in.skipMembers();
    return new StreamEvent.Native("", kind, in.since(start));
  }

  /** The rest of what most events are. */
  private static StreamEvent text(FormReader in) {
    int part = 0;
    String text = "";
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'p' -> part = in.smallNumber();
        case 's' -> text = in.text();
        default -> in.skip();
      }
    }
    return new StreamEvent.TextDelta(part, text);
  }

  private static StreamEvent event(String kind, Members had) {
    return switch (kind) {
      case "text" -> new StreamEvent.TextDelta(had.part, had.text);
      case "reasoning" -> new StreamEvent.ReasoningDelta(had.part, had.text);
      case "refusal" -> new StreamEvent.RefusalDelta(had.part, had.text);
      case "arguments" -> new StreamEvent.ToolCallDelta(had.part, had.text);
      case "native_text" -> new StreamEvent.NativeDelta(had.part, had.text);
      case "media" -> new StreamEvent.MediaDelta(had.part, had.base64, had.replaces);
      case "part" -> new StreamEvent.PartStarted(had.part, had.needed(had.content, 'c'));
      case "part_ended" -> new StreamEvent.PartEnded(had.part, had.needed(had.content, 'c'));
      case "citation" -> new StreamEvent.Cited(had.part, had.needed(had.citation, 'q'));
      case "logprobs" -> new StreamEvent.LogProbs(had.part, had.tokens);
      case "part_data" -> new StreamEvent.PartNoted(had.part, had.needed(had.data, 'd'));
      case "usage" -> new StreamEvent.UsageReported(had.usage);
      case "data" -> new StreamEvent.Noted(had.needed(had.data, 'd'));
      case "warning" -> new StreamEvent.Warned(had.text);
      case "native" -> new StreamEvent.Native(had.provider, had.type, had.json);
      case "round" -> new StreamEvent.RoundStarted(had.number, had.model);
      case "retrying" ->
          new StreamEvent.Retrying(
              had.attempt, had.model, had.needed(had.cause, 'y'), had.delay, had.usage);
      case "restarted" ->
          new StreamEvent.Restarted(had.attempt, had.model, had.needed(had.cause, 'y'), had.usage);
      case "continued" ->
          new StreamEvent.Continued(
              had.attempt, had.model, had.part, had.number, had.needed(had.cause, 'y'), had.usage);
      case "ended" -> new StreamEvent.Ended(had.needed(had.ending, 'e'));
      default -> throw new IllegalStateException("a defect: the kind " + kind + " is not read");
    };
  }

  /** The members of all known kinds, each of which means one thing. */
  private static final class Members {
    private final FormReader in;
    private int part;
    private int number;
    private int attempt;
    private String text = "";
    private String base64 = "";
    private boolean replaces;
    private String provider = "";
    private String type = "";
    private String json = "";
    private String model = "";
    private Duration delay = Duration.ZERO;
    private Usage usage = Usage.unknown();
    private List<LogProb> tokens = List.of();
    private @Nullable Part content;
    private @Nullable Citation citation;
    private @Nullable ProviderData data;
    private @Nullable Cause cause;
    private @Nullable Ending ending;

    /** Reads the rest of the object. */
    Members(FormReader in) {
      this.in = in;
      for (int name; (name = in.name()) != FormReader.END; ) {
        switch (name) {
          case 'p' -> part = in.smallNumber();
          case 's' -> text = in.text();
          case 'n' -> number = in.smallNumber();
          case 'a' -> attempt = in.smallNumber();
          case 'b' -> base64 = in.text();
          case 'r' -> replaces = in.truth();
          case 'o' -> provider = in.text();
          case 't' -> type = in.text();
          case 'j' -> json = in.text();
          case 'm' -> model = in.text();
          case 'w' -> delay = in.time();
          case 'u' -> usage = UsageForm.read(in);
          case 'l' -> tokens = UsageForm.logProbs(in);
          case 'c' -> content = PartForm.read(in);
          case 'q' -> citation = PartForm.citation(in);
          case 'd' -> data = PartForm.data(in);
          case 'y' -> cause = CauseForm.read(in);
          case 'e' -> ending = ReplyForm.read(in);
          default -> in.skip();
        }
      }
    }

    <T> T needed(@Nullable T value, char name) {
      if (value == null) {
        throw in.missing(name);
      }
      return value;
    }
  }
}
