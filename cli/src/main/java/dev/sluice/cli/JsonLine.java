package dev.sluice.cli;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes one JSON object, member by member, in a line. For one thread. */
final class JsonLine {
  private final StringBuilder json = new StringBuilder("{");

  JsonLine text(String name, String value) {
    name(name);
    quoted(value);
    return this;
  }

  /** Left out if there is none. */
  JsonLine text(String name, Optional<String> value) {
    value.ifPresent(there -> text(name, there));
    return this;
  }

  JsonLine truth(String name, boolean value) {
    name(name);
    json.append(value);
    return this;
  }

  JsonLine number(String name, long value) {
    name(name);
    json.append(value);
    return this;
  }

  /** Left out if there is none. */
  JsonLine number(String name, OptionalLong value) {
    value.ifPresent(there -> number(name, there));
    return this;
  }

  /** In UTC, as ISO 8601 has it. */
  JsonLine time(String name, Instant value) {
    return text(name, value.toString());
  }

  private void name(String name) {
    if (json.length() > 1) {
      json.append(',');
    }
    quoted(name);
    json.append(':');
  }

  private void quoted(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          // Half a pair is no character.
          boolean half =
              Character.isSurrogate(c)
                  && !(Character.isHighSurrogate(c)
                      && i + 1 < text.length()
                      && Character.isLowSurrogate(text.charAt(i + 1)))
                  && !(Character.isLowSurrogate(c)
                      && i > 0
                      && Character.isHighSurrogate(text.charAt(i - 1)));
          if (c < ' ' || half) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }

  /** The object, with a line end. */
  @Override
  public String toString() {
    return Visible.inJson(json + "}") + "\n";
  }
}
