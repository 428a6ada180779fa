package dev.sluice.transport;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * One HTTP POST.
 *
 * @param body sent as UTF-8
 * @param headers name to value; secrets stand in here and nowhere else
 * @param connectTimeout for name resolution, connecting and TLS
 */
public record HttpCall(URI uri, Map<String, String> headers, String body, Duration connectTimeout) {

  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /** This call with another connect timeout; zero is none. */
  public HttpCall connectingWithin(Duration timeout) {
    return new HttpCall(uri, headers, body, timeout);
  }

  /** This call to another address. */
  public HttpCall to(URI other) {
    return new HttpCall(other, headers, body, connectTimeout);
  }

  /** Without headers and body. */
  @Override
  public String toString() {
    return "POST " + uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
