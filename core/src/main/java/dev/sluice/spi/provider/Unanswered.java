package dev.sluice.spi.provider;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.spi.transport.TransportFailure;
import java.time.Duration;
import java.util.Optional;

/** How a stream ends of which not even a head has come. */
final class Unanswered {
  private Unanswered() {}

  /**
   * The outcome.
   *
   * @param connectTimeout how long connecting may have taken, for messages
   */
  static Outcome outcome(WireFormat format, TransportFailure failure, Duration connectTimeout) {
    String target = format.target();
    Optional<Throwable> cause = Optional.of(failure.cause());
    return switch (failure.kind()) {
      case CONNECT ->
          new Cause.Failed(new Failure.Unreachable(target, format.unreached(failure), cause));
      case CONNECT_TIMEOUT ->
          new Cause.TimedOut(
              new Failure.Timeout(Failure.Timeout.Phase.CONNECT, connectTimeout, target));
      case LOST -> new Cause.Failed(new Failure.ConnectionLost(target, failure.reason(), cause));
      case UNTRUSTED -> new Cause.Failed(new Failure.Untrusted(target, failure.reason(), cause));
      case SETTING -> new Cause.Failed(new Failure.Misconfigured(target, failure.reason(), cause));
      case PROTOCOL -> BodyDecoder.notHttp(format, failure);
      case DEFECT -> new Cause.Failed(new Failure.Defect(failure.cause()));
    };
  }
}
