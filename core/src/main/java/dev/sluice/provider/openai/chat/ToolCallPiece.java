package dev.sluice.provider.openai.chat;

import dev.sluice.chat.ProviderData;
import org.jspecify.annotations.Nullable;

/**
 * What one element of a list of tool calls says.
 *
 * @param index which call it is of, as the server says; negative if it does not
 * @param list the list that it stands in, counted from the answer's beginning
 * @param position its place in the list
 * @param id the call's id; empty if it is not told
 * @param name the tool's name or a piece of it; empty if it is not told
 * @param arguments a piece of the arguments; may be empty
 * @param freeText whether the arguments are no JSON
 * @param data what only the provider understands
 */
record ToolCallPiece(
    long index,
    long list,
    int position,
    String id,
    String name,
    String arguments,
    boolean freeText,
    @Nullable ProviderData data) {

  /** Which call it is of: without an index, its place in the list tells. */
  long place() {
    return index < 0 ? position : index;
  }

  boolean hasIndex() {
    return index >= 0;
  }

  /** Whether the other one is more of the same and says nothing but arguments. */
  boolean goesOnWith(ToolCallPiece next) {
    return next.name.isEmpty()
        && next.data == null
        && next.index == index
        && next.id.equals(id)
        && (hasIndex() || next.position == position || !id.isEmpty());
  }

  /** This with all of the arguments that belong to it. */
  ToolCallPiece with(String all) {
    return all.equals(arguments)
        ? this
        : new ToolCallPiece(index, list, position, id, name, all, freeText, data);
  }
}
