package dev.sluice.server.dialect.responses;

/** What a piece of a message or of thoughts is, and what its events are called. */
enum PieceKind {
  TEXT("output_text", "response.output_text", "response.content_part", "content_index", "text"),
  REFUSAL("refusal", "response.refusal", "response.content_part", "content_index", "refusal"),
  THOUGHT(
      "reasoning_text",
      "response.reasoning_text",
      "response.content_part",
      "content_index",
      "text"),
  SUMMARY(
      "summary_text",
      "response.reasoning_summary_text",
      "response.reasoning_summary_part",
      "summary_index",
      "text");

  /** The piece's type. */
  final String type;

  /** Before {@code .delta} and {@code .done}. */
  final String events;

  /** Before {@code .added} and {@code .done}. */
  final String partEvents;

  /** What the number of the piece is called. */
  final String index;

  /** What its text is called. */
  final String member;

  PieceKind(String type, String events, String partEvents, String index, String member) {
    this.type = type;
    this.events = events;
    this.partEvents = partEvents;
    this.index = index;
    this.member = member;
  }

  boolean isThought() {
    return this == THOUGHT || this == SUMMARY;
  }
}
