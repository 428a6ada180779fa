package dev.sluice.provider.openai.chat;

import dev.sluice.chat.Citation;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the chunk that is being read says: it waits until who answers is known, and which of the
 * choices is the answer. Pieces of one kind that follow each other are one, and there is a bound on
 * how many there are, so that a chunk of megabytes that says a letter at a time weighs what its
 * text weighs. Not thread-safe.
 */
final class Deltas {
  /** The bound for one chunk: more than all of a whole answer's tool calls bring. */
  static final int MAX = 4 * ToolCalls.MAX;

  /** What a piece of text is a piece of; each kind of text has its number. */
  private enum Kind {
    NOTHING,
    TEXT,
    REASONING,
    REFUSAL,
    CALL
  }

  /** One thing that is said. */
  private interface Said {
    void tell(Answer answer);
  }

  /** What stands; most chunks say one thing, which needs no list. */
  private @Nullable List<Said> said;

  /** Whether something of the answer is among it. */
  private boolean content;

  private boolean calls;
  private boolean tooMany;

  /** The pieces of what may still grow: the first, and the others joined to it. */
  private Kind kind = Kind.NOTHING;

  private String first = "";
  private @Nullable StringBuilder joined;
  private @Nullable ToolCallPiece call;

  /** Where in the list the reasoning of the delta that is being read belongs: before its text. */
  private int reasoningAt;

  /** Where its text belongs, which is before its calls; -1 while there are none. */
  private int textAt = -1;

  /** A choice's delta, or its whole message, begins. */
  void begin() {
    reasoningAt = mark();
    textAt = -1;
  }

  void text(String piece) {
    if (textAt < 0) {
      piece(Kind.TEXT, piece);
    } else if (!piece.isEmpty()) {
      content = true;
      insert(textAt++, answer -> answer.text(piece));
    }
  }

  /** A piece of the thoughts that led to all that the delta says. */
  void reasoning(String piece) {
    boolean inPlace = kind == Kind.REASONING || (kind == Kind.NOTHING && size() == reasoningAt);
    if (inPlace || piece.isEmpty()) {
      piece(Kind.REASONING, piece);
    } else {
      content = true;
      first(answer -> answer.reasoning(piece));
    }
  }

  /** A piece of thoughts among pieces of text. */
  void thought(String piece) {
    piece(Kind.REASONING, piece);
  }

  void refusal(String piece) {
    piece(Kind.REFUSAL, piece);
  }

  void call(ToolCallPiece piece) {
    ToolCallPiece before = call;
    if (kind == Kind.CALL && before != null && before.goesOnWith(piece)) {
      grow(piece.arguments());
      return;
    }
    flush();
    calls = true;
    textAt = textAt < 0 ? size() : textAt;
    kind = Kind.CALL;
    first = piece.arguments();
    call = piece;
  }

  void logProbs(List<StreamEvent.LogProb> tokens) {
    if (!tokens.isEmpty()) {
      content(answer -> answer.logProbs(tokens));
    }
  }

  void cited(Citation citation) {
    content(answer -> answer.cited(citation));
  }

  /** A part that comes at once. */
  void whole(Part part) {
    content(answer -> answer.whole(part));
  }

  void image(String url, Part part) {
    content(answer -> answer.image(url, part));
  }

  void sound(SoundPiece piece) {
    content(answer -> answer.sound(piece));
  }

  /** A piece of what proves the thoughts, see {@link ReasoningDetails}. */
  void detail(String field, ReasoningDetail detail) {
    content = true;
    first(answer -> answer.detail(field, detail));
  }

  void reasoningField(String field, String json) {
    content = true;
    first(answer -> answer.reasoningField(field, json));
  }

  /** What only the provider understands of the text or the thoughts that come or have come. */
  void noted(ProviderData data) {
    content(answer -> answer.noted(data));
  }

  /** What is told beside the answer. */
  void event(StreamEvent event) {
    flush();
    insert(size(), answer -> answer.event(event));
  }

  private void content(Said one) {
    content = true;
    flush();
    insert(size(), one);
  }

  private void first(Said one) {
    if (textAt >= 0) {
      textAt++;
    }
    insert(reasoningAt++, one);
  }

  private void insert(int at, Said one) {
    if (said == null) {
      said = new ArrayList<>(2);
    }
    if (said.size() < MAX) {
      said.add(at, one);
    } else {
      tooMany = true;
    }
  }

  private void piece(Kind of, String piece) {
    if (piece.isEmpty()) {
      return;
    }
    if (of != kind) {
      flush();
      kind = of;
      first = piece;
    } else {
      grow(piece);
    }
  }

  private void grow(String piece) {
    if (joined == null) {
      joined = new StringBuilder(first);
    }
    joined.append(piece);
  }

  private int size() {
    return said == null ? 0 : said.size();
  }

  private void flush() {
    if (kind != Kind.NOTHING) {
      Said grown = grown();
      insert(size(), grown);
    }
  }

  /** What may still have grown, and now does not. */
  private Said grown() {
    content = true;
    Kind of = kind;
    ToolCallPiece piece = call;
    String text = grownText();
    return answer -> tell(answer, of, text, piece);
  }

  private String grownText() {
    String text = joined == null ? first : joined.toString();
    forgetPieces();
    return text;
  }

  private static void tell(Answer answer, Kind of, String text, @Nullable ToolCallPiece call) {
    switch (of) {
      case NOTHING -> {}
      case TEXT -> answer.text(text);
      case REASONING -> answer.reasoning(text);
      case REFUSAL -> answer.refusal(text);
      case CALL -> {
        if (call != null) {
          answer.call(call.with(text));
        }
      }
    }
  }

  private void forgetPieces() {
    kind = Kind.NOTHING;
    first = "";
    joined = null;
    call = null;
  }

  /** How much is said: what {@link #forgetAfter} goes back to. */
  int mark() {
    flush();
    return size();
  }

  /** Drops what is said after the first so much. */
  void forgetAfter(int count) {
    flush();
    if (said != null) {
      said.subList(count, said.size()).clear();
      content &= count > 0;
    }
  }

  boolean isEmpty() {
    return kind == Kind.NOTHING && size() == 0;
  }

  /** Whether there is something of the answer among it. */
  boolean growParts() {
    return content || kind != Kind.NOTHING;
  }

  /** Whether it says something of calls. */
  boolean hasCalls() {
    return calls;
  }

  /** Whether something was left out because there was too much. */
  boolean isTooMany() {
    return tooMany;
  }

  void clear() {
    forgetPieces();
    said = null;
    content = false;
    calls = false;
    tooMany = false;
    reasoningAt = 0;
    textAt = -1;
  }

  /** Tells all. */
  void emit(Answer answer) {
    if (said == null) {
      Kind of = kind;
      ToolCallPiece piece = call;
      tell(answer, of, grownText(), piece);
      return;
    }
    flush();
    for (Said one : said) {
      one.tell(answer);
    }
  }
}
