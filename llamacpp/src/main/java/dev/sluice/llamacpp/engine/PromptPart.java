package dev.sluice.llamacpp.engine;

/** A part of a prompt: what the template says, or what somebody wrote. */
public sealed interface PromptPart {
  String text();

  /** The template's: control tokens in it steer the model. */
  record Control(String text) implements PromptPart {}

  /** Somebody's: whatever it looks like, it is text to the model. */
  record Words(String text) implements PromptPart {}
}
