package dev.sluice.provider.gemini;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonWriter;
import dev.sluice.spi.stream.StreamSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the parts of an answer. Its stream numbers none: pieces of text or of thoughts extend the
 * one that grows, a signature closes it, and an empty piece with a signature is a part of its own,
 * because signatures go back where they came. Not thread-safe.
 */
final class AnswerParts {
  /** By this name a signature is kept, of a part that has no field for it. */
  static final String SIGNATURE = "thoughtSignature";

  /** What the code that a model runs at Google is called, its calls and their results. */
  static final String CODE = "code_execution";

  private static final int NONE = -1;

  private final String provider;
  private final AnswerTexts texts = new AnswerTexts();
  private @Nullable StreamSink out;
  private int next;

  /** The text or the thoughts that grow. */
  private int growing = NONE;

  private boolean thinking;

  /** A call whose arguments come piece by piece. */
  private @Nullable StreamedCall streamed;

  private boolean called;

  /** Before this part no text goes on. */
  private int textsEndBefore;

  /** A call that is not whole. */
  private record StreamedCall(int part, Part.ToolCall begun, PartialArguments arguments) {}

  AnswerParts(String provider) {
    this.provider = provider;
  }

  private StreamSink out() {
    StreamSink sink = out;
    if (sink == null) {
      throw new IllegalStateException("a part before its chunk");
    }
    return sink;
  }

  /** Whether the caller is to run a tool. */
  boolean hasCalls() {
    return called;
  }

  /**
   * The parts of one chunk.
   *
   * @param apart whether each is a part of the answer's content by itself, for whoever counts them
   */
  void add(List<WirePart> parts, boolean apart, StreamSink sink) {
    out = sink;
    for (int i = 0; i < parts.size(); i++) {
      WirePart part = parts.get(i);
      if (part.kind == WirePart.Kind.TEXT) {
        text(part, apart);
      } else {
        other(part);
      }
    }
  }

  /** How probable the tokens were of the text that grew. */
  void logProbs(List<StreamEvent.LogProb> tokens) {
    if (texts.last() >= 0 && !tokens.isEmpty()) {
      out().onEvent(new StreamEvent.LogProbs(texts.last(), tokens));
    }
  }

  /** Where the texts come from. */
  void cite(List<Source> sources, StreamSink sink) {
    for (Source source : sources) {
      texts.cite(source, sink);
    }
  }

  /** The chunk is over, its citations are told: texts that do not go on are ended. */
  void endChunk() {
    if (textsEndBefore > 0 && out != null) {
      texts.endBefore(textsEndBefore, out());
      textsEndBefore = 0;
    }
  }

  /**
   * The answer has come to its good end.
   *
   * @param cutOff whether that may be anywhere: then a call that is not whole stays so
   */
  void end(boolean cutOff) {
    if (out == null) {
      return;
    }
    endThoughts();
    if (!cutOff) {
      endStreamed();
    }
    growing = NONE;
    texts.endBefore(Integer.MAX_VALUE, out());
  }

  private void text(WirePart piece, boolean apart) {
    boolean empty = piece.text.isEmpty();
    if (empty && piece.signature.isEmpty()) {
      if (apart) {
        texts.otherPart();
      }
      return;
    }
    boolean goesOn = growing != NONE && thinking == piece.thought && !empty;
    if (!goesOn) {
      beginText(piece.thought);
    } else if (apart) {
      wire(piece.thought);
    }
    if (!empty && piece.thought) {
      out().onEvent(new StreamEvent.ReasoningDelta(growing, piece.text));
    } else if (!empty) {
      texts.add(piece.text);
      out().onEvent(new StreamEvent.TextDelta(growing, piece.text));
    }
    if (!piece.signature.isEmpty()) {
      close(piece.signature);
    }
  }

  private void beginText(boolean thought) {
    endThoughts();
    if (thought) {
      textsEndBefore = next;
    }
    growing = next++;
    thinking = thought;
    wire(thought);
    if (!thought) {
      texts.begin(growing);
    }
    out()
        .onEvent(
            new StreamEvent.PartStarted(
                growing, thought ? new Part.Reasoning("") : new Part.Text("")));
  }

  private void wire(boolean thought) {
    if (thought) {
      texts.otherPart();
    } else {
      texts.wireText();
    }
  }

  private void close(String signature) {
    if (thinking) {
      out().onEvent(new StreamEvent.PartEnded(growing, new Part.Reasoning("", signature)));
    } else {
      out().onEvent(new StreamEvent.PartNoted(growing, signed(signature)));
    }
    growing = NONE;
  }

  private void endThoughts() {
    if (growing != NONE && thinking) {
      out().onEvent(new StreamEvent.PartEnded(growing, new Part.Reasoning("")));
      growing = NONE;
    }
  }

  private ProviderData signed(String signature) {
    return ProviderData.of(provider, SIGNATURE, new JsonWriter().value(signature).text());
  }

  private void other(WirePart part) {
    endThoughts();
    growing = NONE;
    switch (part.kind) {
      case CALL -> call(part);
      case INLINE_DATA, FILE_DATA -> media(part);
      case EXECUTABLE_CODE, SERVER_CALL -> run(part);
      case CODE_RESULT, SERVER_RESULT -> ran(part);
      case UNKNOWN -> whole(part, unknown(part));
      case TEXT -> throw new IllegalStateException("a text is told elsewhere");
    }
  }

  private int begin() {
    textsEndBefore = next;
    texts.otherPart();
    return next++;
  }

  private void call(WirePart part) {
    StreamedCall before = streamed;
    boolean goesOn = part.name.isEmpty() && before != null;
    if (!goesOn && part.name.isEmpty() && part.text.isEmpty() && part.partials.isEmpty()) {
      return; // The end of a call that has ended.
    }
    StreamedCall call = goesOn && before != null ? before : beginCall(part);
    if (goesOn && !part.signature.isEmpty()) {
      out().onEvent(new StreamEvent.PartNoted(call.part, signed(part.signature)));
    }
    if (!part.text.isEmpty() && call.arguments.isEmpty()) {
      // All of them at once.
      streamed = null;
      out().onEvent(new StreamEvent.ToolCallDelta(call.part, part.text));
      out().onEvent(new StreamEvent.PartEnded(call.part, call.begun));
      return;
    }
    for (PartialArgument piece : part.partials) {
      String fragment = call.arguments.add(piece);
      if (!fragment.isEmpty()) {
        out().onEvent(new StreamEvent.ToolCallDelta(call.part, fragment));
      }
    }
    if (!part.willContinue) {
      endStreamed();
    }
  }

  private StreamedCall beginCall(WirePart part) {
    endStreamed();
    called = true;
    int index = begin();
    Part.ToolCall begun = (Part.ToolCall) marked(part, new Part.ToolCall(part.id, part.name, ""));
    out().onEvent(new StreamEvent.PartStarted(index, begun));
    StreamedCall call = new StreamedCall(index, begun, new PartialArguments());
    streamed = call;
    return call;
  }

  private void endStreamed() {
    StreamedCall call = streamed;
    if (call != null) {
      streamed = null;
      out().onEvent(new StreamEvent.ToolCallDelta(call.part, call.arguments.end()));
      out().onEvent(new StreamEvent.PartEnded(call.part, call.begun));
    }
  }

  private Part marked(WirePart wire, Part part) {
    return wire.signature.isEmpty() ? part : part.withData(signed(wire.signature));
  }

  private void whole(WirePart wire, Part part) {
    int index = begin();
    Part marked = part instanceof Part.Native ? part : marked(wire, part);
    out().onEvent(new StreamEvent.PartStarted(index, marked));
    out().onEvent(new StreamEvent.PartEnded(index, marked));
  }

  private Part.Native unknown(WirePart part) {
    return new Part.Native(provider, part.member, part.json());
  }

  /** A picture that a model draws for itself on its way to the answer is none of the answer's. */
  private void media(WirePart part) {
    Part media = part.thought ? unknown(part) : OwnParts.media(part.text);
    whole(part, media == null ? unknown(part) : media);
  }

  /** Google runs it; how it came goes back. */
  private void run(WirePart part) {
    Part.ToolCall call = OwnParts.call(part);
    int index = begin();
    Part.ToolCall begun =
        (Part.ToolCall)
            marked(part, call.withData(ProviderData.of(provider, part.member, part.text)));
    out().onEvent(new StreamEvent.PartStarted(index, begun));
    out().onEvent(new StreamEvent.ToolCallDelta(index, OwnParts.arguments(part)));
    out().onEvent(new StreamEvent.PartEnded(index, begun));
  }

  private void ran(WirePart part) {
    whole(part, OwnParts.result(part).withData(ProviderData.of(provider, part.member, part.text)));
  }
}
