package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.provider.Base64Pieces;
import dev.sluice.spi.stream.PartWriter;
import dev.sluice.spi.stream.StreamSink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells an answer from what its chunks say, in their order: which part each piece belongs to, and
 * what has to wait until more is known. Not thread-safe.
 */
final class Answer implements ThinkTags.Told {
  private final StreamSink out;
  private final PartWriter parts;
  private final String provider;
  private @Nullable ThinkTags tags;
  private @Nullable ToolCalls calls;

  /** What proves the thoughts and is not told yet. */
  private @Nullable ReasoningDetails details;

  private @Nullable Sources sources;
  private @Nullable Base64Pieces sound;
  private @Nullable Set<String> images;

  /**
   * An answer.
   *
   * @param thinkTags whether the text may begin with thoughts in tags
   */
  Answer(StreamSink out, String provider, boolean thinkTags) {
    this.out = out;
    this.parts = new PartWriter(out);
    this.provider = provider;
    this.tags = thinkTags ? new ThinkTags() : null;
  }

  @Override
  public void text(String piece) {
    ThinkTags within = tags;
    if (within != null && !within.isOver()) {
      tags = null; // What it tells comes here again.
      within.text(piece, this);
      tags = within.isOver() ? null : within;
      return;
    }
    tellDetails();
    parts.text(piece);
    if (sources != null) {
      sources.tell(parts);
    }
  }

  @Override
  public void thought(String piece) {
    parts.reasoning(piece);
  }

  void reasoning(String piece) {
    parts.reasoning(piece);
  }

  void refusal(String piece) {
    tellDetails();
    parts.refusal(piece);
  }

  void logProbs(List<StreamEvent.LogProb> tokens) {
    parts.logProbs(tokens);
  }

  void cited(Citation citation) {
    tellDetails();
    parts.cited(citation);
  }

  void noted(ProviderData data) {
    parts.noted(data);
  }

  void event(StreamEvent event) {
    out.onEvent(event);
  }

  void whole(Part part) {
    endTags();
    tellDetails();
    parts.whole(part);
  }

  /** An image; some servers send one again with each chunk. */
  void image(String url, Part part) {
    images = images == null ? new HashSet<>(2) : images;
    if (images.add(url)) {
      whole(part);
    }
  }

  void call(ToolCallPiece piece) {
    endTags();
    tellDetails();
    calls = calls == null ? new ToolCalls(parts) : calls;
    calls.accept(piece);
  }

  /** Nothing more of the calls comes for now. */
  void tellHeld() {
    if (calls != null) {
      calls.tellHeld();
    }
  }

  /** Sound grows beside its transcript, which is the answer's text. */
  void sound(SoundPiece piece) {
    if (!piece.transcript().isEmpty()) {
      text(piece.transcript());
    }
    if (sound == null) {
      sound = new Base64Pieces();
      Part.Media begun =
          new Part.Media(
              Part.Media.Kind.AUDIO,
              piece.format().isEmpty() ? "" : "audio/" + piece.format(),
              new Part.Media.Inline(""));
      ProviderData id = ProviderData.of(provider, "audio_id", JsonWriter.quoted(piece.id()));
      parts.media(piece.id().isEmpty() ? begun : (Part.Media) begun.withData(id));
    }
    mediaPiece(sound.add(piece.data()));
  }

  private void mediaPiece(String base64) {
    if (!base64.isEmpty()) {
      parts.mediaPiece(base64);
    }
  }

  void detail(String field, ReasoningDetail detail) {
    details = details == null ? new ReasoningDetails() : details;
    details.add(field, detail);
  }

  void reasoningField(String field, String json) {
    details = details == null ? new ReasoningDetails() : details;
    details.put(field, json);
  }

  /** What proves the thoughts belongs to them; without any, it is a part that says nothing. */
  private void tellDetails() {
    ReasoningDetails proof = details;
    if (proof == null) {
      return;
    }
    details = null;
    ProviderData data = proof.data(provider);
    if (parts.isReasoning()) {
      parts.noted(data);
    } else {
      parts.whole(new Part.Reasoning("").withData(data));
    }
  }

  /** Where the answer comes from: told with its text. */
  void sources(Sources all) {
    sources = all;
    if (parts.isText()) {
      all.tell(parts);
    }
  }

  private void endTags() {
    ThinkTags within = tags;
    if (within != null) {
      tags = null;
      within.flush(this);
      tags = within.isOver() ? null : within;
    }
  }

  /** What has outgrown its bound; null if nothing has. */
  Failure.@Nullable LimitExceeded excess() {
    if (calls != null && calls.isTooMany()) {
      return new Failure.LimitExceeded("the list of tool calls", ToolCalls.MAX, "calls");
    }
    if (calls != null && calls.isTooLong()) {
      return new Failure.LimitExceeded(
          "the arguments of tool calls without names", ToolCalls.MAX_UNNAMED, "characters");
    }
    if (calls != null && calls.isNameTooLong()) {
      return new Failure.LimitExceeded("the name of a tool call", ToolCall.MAX_NAME, "characters");
    }
    if (details != null && details.isTooMuch()) {
      return new Failure.LimitExceeded(
          "the details of the reasoning", ReasoningDetails.MAX_CHARACTERS, "characters");
    }
    return null;
  }

  /** Whether a call of a tool has begun. */
  boolean hasCalls() {
    return calls != null;
  }

  /** Nothing more comes, as far as is known: what waited is told. */
  void tellRest() {
    endTags();
    tellDetails();
    if (calls != null) {
      calls.tellUntold();
    }
    if (sources != null) {
      sources.tell(parts);
    }
    if (sound != null) {
      mediaPiece(sound.end());
      sound = null;
    }
  }

  /** The answer has come to its good end. */
  void end(FinishReason reason) {
    tellRest();
    if (reason.cutsOff()) {
      parts.endCutOff();
    } else {
      parts.end();
    }
  }
}
