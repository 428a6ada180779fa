package dev.sluice.simulator;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All formats that are spoken. */
final class Wires {
  /** The first that recognises a request's path is its format; the first of all is the default. */
  private static final List<Wire> ALL =
      List.of(
          new OpenAiChat(),
          new OpenAiResponses(),
          new Anthropic(),
          new Gemini(),
          new Ollama(),
          new Bedrock());

  private Wires() {}

  /** The format of a request; one that nobody knows gets the first format. */
  static Wire of(Request request) {
    return ALL.stream()
        .filter(wire -> wire.speaks(request.path()))
        .findFirst()
        // The first format's path says the least, so the others look first.
        .or(() -> ALL.reversed().stream().filter(wire -> wire.lists(request)).findFirst())
        .orElse(ALL.getFirst());
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
}
