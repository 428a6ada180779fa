package dev.sluice.provider.bedrock;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import java.util.List;

/** Makes parts of what blocks hold, the same in a stream and in a document. */
final class ContentParts {
  /** What says that the provider runs a tool, and what its results are called. */
  static final String TYPE = "type";

  static final String SERVER_TOOL = "server_tool_use";

  private ContentParts() {}

  static Part.ToolCall callOf(String id, String name, String arguments, boolean runByProvider) {
    Part.ToolCall call = new Part.ToolCall(id, name, arguments);
    return runByProvider ? call.runByProvider() : call;
  }

  static Part.ToolCall callOf(String id, String name, String arguments, String type) {
    return callOf(id, name, arguments, type.equals(SERVER_TOOL));
  }

  /**
   * What a tool of the provider's gave back.
   *
   * @param type the provider's word for the kind of result; empty if it has none
   */
  static Part resultOf(
      String provider, String callId, String status, String type, List<Part> content) {
    Part.ToolResult result = new Part.ToolResult(callId, "", content).runByProvider();
    Part.ToolResult told = status.equals("error") ? result.asFailure() : result;
    return type.isEmpty()
        ? told
        : told.withData(ProviderData.of(provider, TYPE, Json.quoted(type)));
  }

  /** The same result with other content. */
  static Part resultOf(Part.ToolResult begun, List<Part> content) {
    Part.ToolResult result =
        new Part.ToolResult(begun.callId(), begun.name(), content).runByProvider();
    Part.ToolResult told = begun.failed() ? result.asFailure() : result;
    return begun.data().map(told::withData).orElse(told);
  }

  /** A block, or an element of a result, that has no other form here. */
  static Part.Native own(String provider, String member, String json) {
    return new Part.Native(provider, member, Json.object(member, json));
  }

  static Part.Media image(String format, Part.Media.Source source) {
    return new Part.Media(Part.Media.Kind.IMAGE, format.isEmpty() ? "" : "image/" + format, source);
  }
}
