package dev.sluice.provider.bedrock;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonEnd;
import dev.sluice.spi.provider.Base64Pieces;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block of the answer's content while it comes: the part that it is. Not thread-safe. */
final class Block {
  /** Which part of the answer it is. */
  final int part;

  /** As it began. */
  final Part begun;

  /** The proof of thoughts. */
  private @Nullable StringBuilder signature;

  private @Nullable StringBuilder cipher;
  private @Nullable Base64Pieces pieces;

  /** The end of a call's arguments. */
  private @Nullable JsonEnd arguments;

  /** What a tool of the provider's gave back; a text that may still grow is the last one. */
  private @Nullable List<Part> results;

  private @Nullable StringBuilder resultText;

  Block(int part, Part begun) {
    this.part = part;
    this.begun = begun;
  }

  /** A piece of the signature. */
  void signed(String piece) {
    signature = signature == null ? new StringBuilder() : signature;
    signature.append(piece);
  }

  /** A piece of the cipher text. */
  void enciphered(String base64) {
    cipher = cipher == null ? new StringBuilder() : cipher;
    cipher.append(pieces().add(base64));
  }

  /** What base 64 is joined by. */
  Base64Pieces pieces() {
    pieces = pieces == null ? new Base64Pieces() : pieces;
    return pieces;
  }

  /** A piece of a call's arguments. */
  void argued(String piece) {
    arguments = arguments == null ? new JsonEnd() : arguments;
    arguments.add(piece);
  }

  /** Whether a call's arguments may lack their end. */
  boolean mayBeCutOff() {
    return begun instanceof Part.ToolCall && arguments != null && arguments.isOpen();
  }

  /** A piece of what a tool gave back. */
  void gaveText(String piece) {
    resultText = resultText == null ? new StringBuilder() : resultText;
    resultText.append(piece);
  }

  /** What a tool gave back that is no text. */
  void gave(Part part) {
    endResultText();
    results().add(part);
  }

  /** How many parts a tool gave back. */
  int given() {
    return results == null ? 0 : results.size();
  }

  private void endResultText() {
    if (resultText != null) {
      results().add(Part.text(resultText.toString()));
      resultText = null;
    }
  }

  private List<Part> results() {
    results = results == null ? new ArrayList<>() : results;
    return results;
  }

  /** The part as it has ended, without what its deltas have told. */
  Part ended() {
    if (begun instanceof Part.Reasoning thoughts) {
      Part.Reasoning proved = signature == null ? thoughts : thoughts.signed(signature.toString());
      return cipher == null ? proved : proved.enciphered(cipher.append(pieces().end()).toString());
    }
    if (begun instanceof Part.ToolCall call && (arguments == null || !arguments.hasBegun())) {
      return ContentParts.callOf(call.id(), call.name(), "{}", call.isRunByProvider());
    }
    if (begun instanceof Part.ToolResult result) {
      endResultText();
      return ContentParts.resultOf(result, results());
    }
    return begun;
  }
}
