package dev.sluice.spi.transport;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The beginning of a response.
 *
 * @param headers lower-case name to its first value
 */
public record ResponseHead(int status, Map<String, String> headers) {

  public ResponseHead {
    headers = Map.copyOf(headers);
  }

  /** A header's first value. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
