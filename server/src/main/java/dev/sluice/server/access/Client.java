package dev.sluice.server.access;

/**
 * What a client understands, whoever it is.
 *
 * @param takesBack whether it understands that what it was told is void
 * @param format the wire format that it speaks, in which a model is asked that has it beside
 *     others; empty if none is preferred
 */
public record Client(boolean takesBack, String format) {
  /** One of which nothing is known. */
  static final Client ANY = new Client(false, "");
}
