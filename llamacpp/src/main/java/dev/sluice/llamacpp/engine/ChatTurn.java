package dev.sluice.llamacpp.engine;

/**
 * One message of a conversation.
 *
 * @param role who says it
 * @param text what is said
 */
public record ChatTurn(Role role, String text) {
  /** Who says it. */
  public enum Role {
    /** The instruction above the conversation. */
    SYSTEM,
    USER,
    ASSISTANT
  }

  public static ChatTurn system(String text) {
    return new ChatTurn(Role.SYSTEM, text);
  }

  public static ChatTurn user(String text) {
    return new ChatTurn(Role.USER, text);
  }

  public static ChatTurn assistant(String text) {
    return new ChatTurn(Role.ASSISTANT, text);
  }
}
