package dev.sluice.spi.provider;

import dev.sluice.chat.Failure;
import dev.sluice.spi.transport.TransportFailure;
import java.net.ConnectException;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * What is known of a server that helps a person who does not reach it, or not what was looked for.
 *
 * @param start the command that starts it, where it is a program that one runs oneself; else empty
 * @param models what one of its models is called, such as a deployment
 */
public record ServerHints(String start, String models) {
  /** Nothing is known. */
  public static final ServerHints NONE = new ServerHints("", "model");

  private static final int NOT_FOUND = 404;

  public ServerHints {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(models, "models");
  }

  /** A program that this command starts. */
  public static ServerHints startedBy(String command) {
    return new ServerHints(command, NONE.models);
  }

  /**
   * Why nobody was reached at this address, and what to do where nobody listens on this machine.
   */
  String unreached(URI base, TransportFailure failure) {
    boolean nobody =
        failure.kind() == TransportFailure.Kind.CONNECT
            && BaseUrl.isLoopback(base)
            && isRefused(failure.cause());
    return nobody
        ? failure.reason()
            + "; is it running?"
            + (start.isEmpty() ? "" : " Start it with `" + start + "`")
        : failure.reason();
  }

  private static boolean isRefused(Throwable cause) {
    int depth = 0;
    for (Throwable each = cause; each != null && depth < 10; each = each.getCause(), depth++) {
      if (each instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }

  /** A refusal of this model, which says what its kind is called here. */
  Failure.Refused named(Failure.Refused refused, String model) {
    String said = (refused.detail() + " " + refused.code()).toLowerCase(Locale.ROOT);
    boolean isOwnKind = !models.equals(NONE.models) && !said.contains(models);
    return refused.status() == NOT_FOUND && isOwnKind
        ? refused.hinting("there may be no " + models + " '" + model + "'")
        : refused;
  }
}
