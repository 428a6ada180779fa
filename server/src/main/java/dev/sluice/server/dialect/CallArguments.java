package dev.sluice.server.dialect;

import dev.sluice.chat.Part;

/** What clients are told of the arguments of a call that has come whole. */
public final class CallArguments {
  private static final String NONE = "{}";

  private CallArguments() {}

  /** Its arguments; of a function without any they are an object too, which clients read. */
  public static String of(Part.ToolCall call) {
    return call.isWhole() && !call.isFreeText() && call.arguments().isBlank()
        ? NONE
        : call.arguments();
  }
}
