package dev.sluice.transport.http;

import dev.sluice.spi.transport.ResponseHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Asks an HTTP proxy for a tunnel: {@code CONNECT} of RFC 9110, section 9.3.6. */
public final class Tunnel implements Greeting, ResponseParser.Handler {
  private final Route route;
  private final Via via;
  private final ResponseParser parser = ResponseParser.toConnect(this);
  private int status;

  public Tunnel(Route route, Via via) {
    this.route = route;
    this.via = via;
  }

  @Override
  public ByteBuffer hello() {
    return RequestBytes.connect(route.origin(), via);
  }

  @Override
  public boolean onHead(ResponseHead head) {
    status = head.status();
    return true;
  }

  @Override
  public boolean onBody(byte[] bytes, int from, int to) {
    return false;
  }

  @Override
  public int take(byte[] bytes, int from, int to) throws IOException {
    int at = parser.feed(bytes, from, to);
    if (status != 0 && (status < 200 || status > 299)) {
      throw ProxyRefusal.ofStatus(status, via);
    }
    return at;
  }

  @Override
  public @Nullable ByteBuffer answer() {
    return null;
  }

  @Override
  public boolean isDone() {
    return status != 0;
  }
}
