package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonReader;
import dev.sluice.spi.provider.TokenProbabilities;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the choices of a chunk, of which one is the answer: the first, since no others are asked
 * for. Servers number it in manners of their own, so that a choice that comes alone is the answer
 * whatever its number, as long as the numbers stay or count upwards.
 *
 * <p>A choice has a {@code delta}, or a {@code message} where it comes at once. Of a message counts
 * what no delta has told: some servers send both. Not thread-safe.
 */
final class Choices {
  /** What a delta may tell. */
  private static final int TEXT = 1;

  private static final int REASONING = 2;
  private static final int REFUSAL = 4;
  private static final int CALLS = 8;
  private static final int FUNCTION_CALL = 16;
  private static final int IMAGES = 32;
  private static final int SOUND = 64;
  private static final int ANNOTATIONS = 128;
  private static final int DETAILS = 256;

  /** How the server numbers the answer when it comes alone. */
  private enum Numbering {
    UNKNOWN,
    FIRST_SEEN,
    STAYS,
    COUNTS
  }

  private final ChunkDecoder chunk;
  private final Deltas deltas;
  private final String provider;
  private final ContentPieces content;
  private final ReasoningPieces reasoning;
  private final ToolCallReader calls;

  private Numbering numbering = Numbering.UNKNOWN;
  private long firstIndex;
  private long lastIndex;

  /** The number of the choice that was read last; -1 if it had none. */
  private long lastRead = -1;

  /** What deltas have told, and what a message has. */
  private int byDelta;

  private int byMessage;

  /** Where what the current choice says begins, and what had been told before it. */
  private int mark;

  private int byDeltaBefore;

  private int byMessageBefore;

  private int count;

  /** Of the chunk being read; null if it has none, as most have. */
  private @Nullable TokenProbabilities probabilities;

  Choices(ChunkDecoder chunk, Deltas deltas, String provider) {
    this.chunk = chunk;
    this.deltas = deltas;
    this.provider = provider;
    this.content = new ContentPieces(deltas, provider);
    this.reasoning = new ReasoningPieces(deltas);
    this.calls = new ToolCallReader(deltas, provider);
  }

  /** Another chunk begins. */
  void clear() {
    probabilities = null;
    count = 0;
  }

  /** How many choices the chunk has. */
  int count() {
    return count;
  }

  /** Whether log probabilities were left out because there were too many. */
  boolean hasTooManyProbabilities() {
    return probabilities != null && probabilities.isTooMany();
  }

  /** Whether the answer came as a message alone. */
  boolean isMessage() {
    return byMessage != 0 && byDelta == 0;
  }

  /** The current value, the chunk's list of them. */
  void read(JsonReader json) {
    count = 0;
    lastRead = -1;
    if (json.isObject()) {
      count = 1;
      choice(json, 0);
      lone(true);
      return;
    }
    if (!json.enterArray()) {
      return;
    }
    boolean kept = true;
    for (; json.nextElement(); count++) {
      if (count == 1) {
        numbering = Numbering.STAYS;
        firstIndex = 0;
        if (lastRead > 0) {
          forget();
        }
      }
      if (!json.isObject()) {
        json.skip();
        continue;
      }
      choice(json, count);
      kept = count == 0 || lastRead <= 0;
      if (!kept) {
        forget();
      }
    }
    lone(count == 1 && kept);
  }

  /** If the choice came alone, decides by its number whether it is the answer. */
  private void lone(boolean alone) {
    if (!alone || lastRead < 0) {
      return;
    }
    switch (numbering) {
      case UNKNOWN -> {
        numbering = Numbering.FIRST_SEEN;
        firstIndex = lastRead;
      }
      case FIRST_SEEN -> numbering = lastRead > firstIndex ? Numbering.COUNTS : Numbering.STAYS;
      case COUNTS -> numbering = lastRead < lastIndex ? Numbering.STAYS : Numbering.COUNTS;
      case STAYS -> {}
    }
    if (numbering == Numbering.STAYS) {
      firstIndex = Math.min(firstIndex, lastRead);
      if (lastRead != firstIndex) {
        forget();
      }
    }
    lastIndex = lastRead;
  }

  /** Another choice, which the request has not asked for. */
  private void forget() {
    deltas.forgetAfter(mark);
    chunk.forgetFinish();
    byDelta = byDeltaBefore;
    byMessage = byMessageBefore;
  }

  private void choice(JsonReader json, int position) {
    mark = deltas.mark();
    chunk.rememberFinish();
    byDeltaBefore = byDelta;
    byMessageBefore = byMessage;
    lastRead = position == 0 ? -1 : position;
    List<StreamEvent.LogProb> tokens = List.of();
    String bare = "";
    boolean isChat = false;
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "index" -> lastRead = json.number(lastRead);
        case "delta" -> {
          isChat = true;
          delta(json);
        }
        case "message" -> {
          isChat = true;
          message(json);
        }
        case "text" -> bare = json.text();
        case "logprobs" -> {
          if (json.isNull()) {
            json.skip();
            continue;
          }
          tokens = tokens(json);
        }
        case "finish_reason" -> chunk.finishReason(json.text());
        case "usage" -> chunk.usage(json);
        case "error" -> chunk.error(json);
        default -> json.skip();
      }
    }
    if (!isChat && !bare.isEmpty()) { // Others say the same beside a delta.
      deltas.begin();
      deltas.text(bare);
      byDelta |= TEXT;
    }
    deltas.logProbs(tokens);
  }

  /** How probable the tokens of the content were. */
  private List<StreamEvent.LogProb> tokens(JsonReader json) {
    List<StreamEvent.LogProb> tokens = List.of();
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("content")) {
          probabilities = probabilities == null ? new TokenProbabilities() : probabilities;
          tokens = probabilities.read(json);
        } else {
          json.skip();
        }
      }
    }
    return tokens;
  }

  private void delta(JsonReader json) {
    if (byMessage != byMessageBefore) { // The message of this very choice came first.
      deltas.forgetAfter(mark);
      byMessage = byMessageBefore;
    }
    byDelta |= told(json, 0);
  }

  private void message(JsonReader json) {
    byMessage |= told(json, byDelta);
  }

  /**
   * Reads a delta or a message; returns what it has told.
   *
   * @param except what does not count any more
   */
  private int told(JsonReader json, int except) {
    if (!json.enterObject()) {
      return 0;
    }
    deltas.begin();
    reasoning.begin();
    int told = 0;
    ToolCallPiece functionCall = null;
    ProviderData signature = null;
    for (String name; (name = json.nextName()) != null; ) {
      if (name.equals("content") && (except & TEXT) == 0) { // Most members.
        told |= content(json) ? TEXT : 0;
        continue;
      }
      int kind = kind(name);
      if (kind == 0 || (kind & except) != 0) {
        json.skip();
        continue;
      }
      boolean any =
          switch (name) {
            case "refusal" -> refusal(json);
            case "reasoning_details", "thinking_blocks" -> reasoning.details(name, json);
            case "reasoning_opaque" -> opaque(name, json);
            case "tool_calls" -> calls.read(json);
            case "images" -> Images.read(json, deltas, provider);
            case "audio" -> sound(json);
            case "annotations" -> Annotations.readAll(json, deltas);
            case "function_call" -> {
              functionCall = calls.functionCall(json);
              yield false;
            }
            case "extra_content" -> {
              signature = ExtraContent.read(json, provider);
              yield false;
            }
            default -> reasoning.read(json);
          };
      told |= any ? kind : 0;
    }
    // Some servers tell a call by its old name and by its new one.
    if (functionCall != null && ((told | byDelta | byMessage) & CALLS) == 0) {
      deltas.call(functionCall);
      told |= FUNCTION_CALL;
    }
    if (signature != null) {
      deltas.noted(signature);
    }
    return told;
  }

  private static int kind(String name) {
    return switch (name) {
      case "content" -> TEXT;
      case "refusal" -> REFUSAL;
      case "reasoning_content", "reasoning", "reasoning_text", "thinking" -> REASONING;
      case "reasoning_details", "thinking_blocks", "reasoning_opaque" -> DETAILS;
      case "tool_calls" -> CALLS;
      case "function_call" -> FUNCTION_CALL;
      case "images" -> IMAGES;
      case "audio" -> SOUND;
      case "annotations" -> ANNOTATIONS;
      case "extra_content" -> Integer.MIN_VALUE;
      default -> 0;
    };
  }

  private boolean content(JsonReader json) {
    if (json.isText()) { // Most chunks.
      String text = json.text();
      deltas.text(text);
      return !text.isEmpty();
    }
    return content.text(json);
  }

  private boolean refusal(JsonReader json) {
    String words = json.text();
    deltas.refusal(words);
    return !words.isEmpty();
  }

  private boolean opaque(String name, JsonReader json) {
    boolean any = json.isText();
    if (any) {
      deltas.reasoningField(name, json.json());
    } else {
      json.skip();
    }
    return any;
  }

  private boolean sound(JsonReader json) {
    SoundPiece piece = SoundPiece.read(json);
    if (!piece.isEmpty()) {
      deltas.sound(piece);
    }
    return !piece.isEmpty();
  }
}
