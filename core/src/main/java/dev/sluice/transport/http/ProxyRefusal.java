package dev.sluice.transport.http;

import dev.sluice.spi.transport.ResponseHead;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** A proxy's no, to a request or to a way through. */
public final class ProxyRefusal extends IOException {
  private static final long serialVersionUID = 1;

  private static final int FORBIDDEN = 403;
  private static final int LOGIN = 407;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_EARLY = 425;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private final boolean lasting;

  private ProxyRefusal(String message, boolean lasting) {
    super(message);
    this.lasting = lasting;
  }

  /** One that may pass. */
  public static ProxyRefusal passing(String reason) {
    return new ProxyRefusal(reason, false);
  }

  /** One that another attempt would be given too: something is set that the proxy does not take. */
  public static ProxyRefusal lasting(String reason) {
    return new ProxyRefusal(reason, true);
  }

  /** A status that a proxy answered with by itself. */
  public static ProxyRefusal ofStatus(int status, Via via) {
    return ofStatus(status, via.login().isPresent());
  }

  /**
   * The same where the proxy is not known.
   *
   * @param loginGiven whether it was told a name and a password
   */
  public static ProxyRefusal ofStatus(int status, boolean loginGiven) {
    String hint =
        switch (status) {
          case LOGIN ->
              loginGiven
                  ? ": it refuses the name and the password in its URL; check them"
                  : ": it wants a name and a password, as in http://name:password@host:port";
          case FORBIDDEN ->
              ": its rules forbid this address; ask who runs it, or name the host in NO_PROXY";
          default -> "";
        };
    return new ProxyRefusal("it answered " + status + hint, lasts(status));
  }

  /**
   * What a proxy that was handed a whole request answers in its own name; empty where it may be the
   * server's answer, which the proxy hands on.
   */
  public static Optional<ProxyRefusal> of(ResponseHead answer, Via via) {
    boolean own =
        answer.status() == LOGIN
            || (answer.status() >= CLIENT_ERROR
                && (answer.header("x-squid-error").isPresent()
                    || answer.header("proxy-status").filter(ProxyRefusal::namesError).isPresent()));
    return own ? Optional.of(ofStatus(answer.status(), via)) : Optional.empty();
  }

  /** RFC 9209, section 2.1.1: who has an error to name has made the answer itself. */
  private static boolean namesError(String status) {
    return status.toLowerCase(Locale.ROOT).replace(" ", "").contains(";error=");
  }

  private static boolean lasts(int status) {
    return status >= CLIENT_ERROR
        && status < SERVER_ERROR
        && status != REQUEST_TIMEOUT
        && status != TOO_EARLY
        && status != TOO_MANY_REQUESTS;
  }

  /** Whether another attempt would be refused too. */
  public boolean isLasting() {
    return lasting;
  }
}
