package dev.sluice.provider.openai.responses;

/** What the items of an answer are told as. */
enum ItemKind {
  /** Texts and refusals. */
  MESSAGE,
  /** Thoughts or their summary, and their cipher. */
  REASONING,
  /** A call that the caller is to run, with arguments of its own form. */
  CALL,
  /** A call of a tool that is described by the API and run by the caller. */
  CLIENT_TOOL,
  /** A tool that the provider has run, with what came of it. */
  SERVER_TOOL,
  /** A picture that the provider has made. */
  IMAGE,
  /** The provider asks whether it may run a tool. */
  APPROVAL,
  /** What only OpenAI has, kept as it came. */
  NATIVE;

  static ItemKind of(String type) {
    return switch (type) {
      case "message" -> MESSAGE;
      case "reasoning" -> REASONING;
      case "function_call", "custom_tool_call" -> CALL;
      case "computer_call", "local_shell_call", "apply_patch_call" -> CLIENT_TOOL;
      case "web_search_call", "file_search_call", "code_interpreter_call", "mcp_call" ->
          SERVER_TOOL;
      case "image_generation_call" -> IMAGE;
      case "mcp_approval_request" -> APPROVAL;
      default -> NATIVE;
    };
  }
}
