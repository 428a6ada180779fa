package dev.sluice.transport.jdk;

import dev.sluice.transport.HttpCall;
import dev.sluice.transport.RequestHeader;
import dev.sluice.transport.http.Origin;
import dev.sluice.transport.http.Via;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Flow;

/** Calls as requests of the JDK's client. */
final class Requests {
  private Requests() {}

  /** HTTP/2 over TLS alone: without, a server would have to be asked for an upgrade. */
  static HttpClient.Version version(HttpCall call) {
    return "https".equalsIgnoreCase(call.uri().getScheme())
        ? HttpClient.Version.HTTP_2
        : HttpClient.Version.HTTP_1_1;
  }

  /**
   * A call as the client's request.
   *
   * @param via the proxy on the way, which the client tells its login from the request alone
   * @param connected told when the client comes for the body of a POST, which it does once it is
   *     connected
   * @throws IllegalArgumentException if it cannot be sent; the message does not repeat a header's
   *     value, which may be a key
   */
  static HttpRequest of(
      HttpCall call, Optional<Via> via, HttpClient.Version version, Runnable connected) {
    HttpRequest.Builder request = HttpRequest.newBuilder(checked(call.uri())).version(version);
    switch (call.method()) {
      case GET -> request.GET(); // With a publisher it would say a length.
      case POST -> request.POST(body(call, connected));
    }
    call.headers()
        .forEach(
            (name, value) -> {
              RequestHeader.check(name, value);
              header(request, name, value);
            });
    via.flatMap(Via::login)
        .ifPresent(login -> header(request, "Proxy-Authorization", login.basic()));
    return request.build();
  }

  private static URI checked(URI uri) {
    Origin origin = Origin.of(uri);
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          "the transport jdk cannot reach the host "
              + origin.hostAndPort()
              + ", whose name is not one that RFC 952 allows: the transport nio can");
    }
    return URI.create(uri.toASCIIString());
  }

  /** The JDK's message would repeat the value. */
  private static void header(HttpRequest.Builder request, String name, String value) {
    try {
      request.setHeader(name, value);
    } catch (IllegalArgumentException impossible) {
      throw new IllegalArgumentException("the value of the header " + name + " cannot be sent");
    }
  }

  private static HttpRequest.BodyPublisher body(HttpCall call, Runnable connected) {
    byte[] bytes = new byte[call.body().remaining()];
    call.body().get(bytes);
    return new Body(HttpRequest.BodyPublishers.ofByteArray(bytes), connected);
  }

  /** The body of a request, and who is told that it is asked for. */
  private record Body(HttpRequest.BodyPublisher bytes, Runnable connected)
      implements HttpRequest.BodyPublisher {

    /** Asked for the head, once there is a connection; nobody comes for a body of length zero. */
    @Override
    public long contentLength() {
      long length = bytes.contentLength();
      if (length == 0) {
        connected.run();
      }
      return length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      connected.run();
      bytes.subscribe(subscriber);
    }
  }
}
