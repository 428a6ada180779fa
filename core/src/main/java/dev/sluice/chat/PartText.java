package dev.sluice.chat;

/** What a part says to whoever reads one kind of text alone; empty if it is of another kind. */
interface PartText {
  String of(Part part);

  /** The answer: text that is no commentary. */
  static String answer(Part part) {
    return part instanceof Part.Text text && !text.isCommentary() ? text.text() : "";
  }

  static String reasoning(Part part) {
    return part instanceof Part.Reasoning reasoning ? reasoning.text() : "";
  }

  static String refusal(Part part) {
    return part instanceof Part.Refusal refusal ? refusal.text() : "";
  }
}
