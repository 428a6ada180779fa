package dev.sluice.chat;

import java.util.Objects;

/** Whether the model must, may or must not call tools. */
public sealed interface ToolChoice {

  /** The model decides: every provider's default. */
  record Auto() implements ToolChoice {}

  /** No tool is called. */
  record None() implements ToolChoice {}

  /** Some tool is called. */
  record Required() implements ToolChoice {}

  /** This tool is called. */
  record Named(String name) implements ToolChoice {
    public Named {
      Objects.requireNonNull(name, "name");
    }
  }
}
