package dev.sluice.simulator;

import java.util.List;

/**
 * A provider's wire format. A new one is an implementation of this and of {@link WireEncoder}, and
 * a line in {@link #ALL}; scripts, engine and recording stay as they are.
 */
interface Wire {
  /** The formats that are spoken, the first that recognises a path being the one. */
  List<Wire> ALL = List.of(new OpenAiChat());

  /** The format for a path; one that nobody knows gets the first format. */
  static Wire of(String path) {
    return ALL.stream().filter(wire -> wire.speaks(path)).findFirst().orElse(ALL.getFirst());
  }

  /** Whether requests to this path are in this format. */
  boolean speaks(String path);

  /** How requests look, for the message to someone who sent another one. */
  String usage();

  Call read(Request request, int number);

  /** A new encoder for the answer to one call, in the manner the call asks for. */
  WireEncoder encoder(Call call);
}
