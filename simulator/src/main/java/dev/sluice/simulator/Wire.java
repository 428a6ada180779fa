package dev.sluice.simulator;

import java.util.Locale;

/**
 * A provider's wire format. A new one is an implementation of this and of {@link WireEncoder}, and
 * a line in {@link Wires}; scripts, engine and recording stay as they are.
 */
interface Wire {
  /** What to tell about a step that a format {@link #lacks}. */
  static String lacking(Step.Said said, Wire wire) {
    String step =
        said instanceof Step.Tool
            ? "tool ... signed"
            : said.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return "the format %s has no form for `%s`".formatted(wire.name(), step);
  }

  /** Whether it is a call with a signature of its own. */
  static boolean isSignedCall(Step.Said said) {
    return said instanceof Step.Tool tool && tool.signature() != null;
  }

  /** What scripts and messages call it. */
  String name();

  /** Whether requests to this path are in this format. */
  boolean speaks(String path);

  /** How requests look, for the message to someone who sent another one. */
  String usage();

  /** Whether this asks for the list of models, in the manner of this format's clients. */
  default boolean lists(Request request) {
    return false;
  }

  /** The list of models, in this format. */
  default String models() {
    throw new IllegalStateException(name() + " has no list of models of its own");
  }

  /** The header in which this provider names its requests, or empty if it has none. */
  String requestIdHeader();

  /** Whether the format has no form for this, so that a script cannot say it. */
  boolean lacks(Step.Said said);

  Call read(Request request, int number);

  /**
   * A new encoder for one answer to one call, in the manner the call asks for.
   *
   * @param response what is going to be said: some formats tell early what scripts say late
   */
  WireEncoder encoder(Call call, Response response);
}
