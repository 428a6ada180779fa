package dev.sluice.simulator;

/** Frames payloads as server-sent events (WHATWG HTML, section 9.2), with or without names. */
final class SseEvents {
  private Octets eol = Octets.utf8("\n");

  void eol(Octets bytes) {
    eol = bytes;
  }

  /** Begins an event without a name, up to its payload. */
  ByteBuilder open(ByteBuilder out) {
    return out.put("data: ");
  }

  /** Begins a named event, up to its payload. */
  ByteBuilder open(String name, ByteBuilder out) {
    return open(out.put("event: ").put(name).put(eol));
  }

  void close(ByteBuilder out) {
    out.put(eol).put(eol);
  }

  void comment(Octets text, ByteBuilder out) {
    close(out.put(": ").put(text));
  }

  /** An event with this payload, named by the payload's {@code type} where it has one. */
  void typed(Octets json, ByteBuilder out) {
    String type =
        Json.read(json.toString()).orElse(null) instanceof Json.Obj object
                && object.get("type").orElse(null) instanceof Json.Str(String name)
                && name.matches("[\\x21-\\x7e]+")
            ? name
            : "";
    close((type.isEmpty() ? open(out) : open(type, out)).put(json));
  }
}
