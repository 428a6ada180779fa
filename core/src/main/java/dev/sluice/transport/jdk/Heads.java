package dev.sluice.transport.jdk;

import dev.sluice.spi.transport.ResponseHead;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The client's heads of answers as ours. */
final class Heads {
  private Heads() {}

  /** The status, and the first value of each header; what HTTP/2 says by headers is none. */
  static ResponseHead of(HttpResponse.ResponseInfo info) {
    Map<String, String> first = new HashMap<>();
    info.headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!values.isEmpty() && !name.startsWith(":")) {
                first.put(name.toLowerCase(Locale.ROOT), values.getFirst());
              }
            });
    return new ResponseHead(info.statusCode(), first);
  }
}
