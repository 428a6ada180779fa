package dev.sluice.simulator;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A provider's wire format. A new one is an implementation of this and of {@link WireEncoder}, and
 * a line in {@link #ALL}; scripts, engine and recording stay as they are.
 */
interface Wire {
  /** The formats that are spoken, the first that recognises a path being the one. */
  List<Wire> ALL = List.of(new OpenAiChat(), new OpenAiResponses(), new Anthropic());

  /** The format for a path; one that nobody knows gets the first format. */
  static Wire of(String path) {
    return ALL.stream().filter(wire -> wire.speaks(path)).findFirst().orElse(ALL.getFirst());
  }

  /** The format of this name. */
  static Optional<Wire> named(String name) {
    return ALL.stream().filter(wire -> wire.name().equals(name)).findFirst();
  }

  /** The names of all formats. */
  static List<String> names() {
    return ALL.stream().map(Wire::name).toList();
  }

  /** How requests look in every format. */
  static String usages() {
    return ALL.stream().map(Wire::usage).collect(Collectors.joining(", "));
  }

  /** What to tell about a step that a format {@link #lacks}. */
  static String lacking(Step.Said said, Wire wire) {
    return "the format %s has no form for the step `%s` of the script"
        .formatted(wire.name(), said.getClass().getSimpleName().toLowerCase(Locale.ROOT));
  }

  /** What scripts and messages call it. */
  String name();

  /** Whether requests to this path are in this format. */
  boolean speaks(String path);

  /** How requests look, for the message to someone who sent another one. */
  String usage();

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
