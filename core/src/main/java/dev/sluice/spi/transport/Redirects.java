package dev.sluice.spi.transport;

import dev.sluice.spi.transport.TransportFailure.Kind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows redirects that keep the method and stay with the same scheme, host and port: 307 and 308,
 * and for a GET 301, 302 and 303 too, which may make a GET of anything else (RFC 9110, section
 * 15.4); at most {@value #MAX} for one exchange. Any other response is the listener's, a redirect
 * elsewhere too: to follow it would take the key there.
 *
 * <p>For transports: whoever opened the exchange has one in its hand, whichever hop it is at.
 */
public final class Redirects implements Exchange {
  /** How many redirects are followed. */
  public static final int MAX = 3;

  private static final Set<Integer> KEEP_METHOD = Set.of(307, 308);
  private static final Set<Integer> KEEP_GET = Set.of(301, 302, 303, 307, 308);

  private final BiConsumer<HttpCall, ExchangeListener> opener;

  /** The hop that may speak to the listener. */
  private volatile @Nullable Hop hop;

  /** The exchange that was opened last. */
  private volatile @Nullable Exchange exchange;

  private volatile boolean cancelled;
  private volatile boolean released;

  private Redirects(BiConsumer<HttpCall, ExchangeListener> opener) {
    this.opener = opener;
  }

  /**
   * Opens an exchange that is followed.
   *
   * @param opener opens one exchange as {@link Transport#open} does, and follows nothing
   */
  public static void follow(
      BiConsumer<HttpCall, ExchangeListener> opener, HttpCall call, ExchangeListener listener) {
    Redirects redirects = new Redirects(opener);
    redirects.open(redirects.new Hop(call, 0, listener));
  }

  private void open(Hop next) {
    opener.accept(next.call, next);
  }

  @Override
  public void resume() {
    Exchange now = exchange;
    if (now != null) {
      now.resume();
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    Exchange now = exchange;
    if (now != null) {
      now.cancel();
    }
  }

  @Override
  public void release() {
    released = true;
    Exchange now = exchange;
    if (now != null) {
      now.release();
    }
  }

  @Override
  public void whenRead(Runnable task) {
    Exchange now = exchange;
    if (now != null) {
      now.whenRead(task);
    } else {
      task.run();
    }
  }

  @Override
  public List<String> secrets() {
    Exchange now = exchange;
    return now == null ? List.of() : now.secrets();
  }

  @Override
  public @Nullable Executor afterRound() {
    Exchange now = exchange;
    return now == null ? null : now.afterRound();
  }

  /** Where a response leads that is to be followed. */
  private static Optional<URI> target(HttpCall call, ResponseHead head) {
    URI from = call.uri();
    Set<Integer> followed = call.method() == HttpCall.Method.GET ? KEEP_GET : KEEP_METHOD;
    if (!followed.contains(head.status())) {
      return Optional.empty();
    }
    return head.header("location").flatMap(to -> resolved(from, to)).filter(to -> same(from, to));
  }

  private static Optional<URI> resolved(URI from, String location) {
    try {
      return Optional.of(from.resolve(location));
    } catch (IllegalArgumentException noUri) {
      return Optional.empty();
    }
  }

  private static boolean same(URI from, URI to) {
    return origin(from).equals(origin(to));
  }

  private static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String authority = String.valueOf(uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    String server = authority.substring(authority.lastIndexOf('@') + 1);
    String usual = scheme.equals("https") ? ":443" : ":80";
    boolean noPort = server.endsWith(usual) || server.endsWith(":");
    return scheme + "://" + (noPort ? server.substring(0, server.lastIndexOf(':')) : server);
  }

  /** One exchange of those that follow each other. */
  private final class Hop implements ExchangeListener {
    private final HttpCall call;
    private final int number;
    private final ExchangeListener listener;
    private @Nullable Exchange own;

    /** Whether this is the last hop, which is known once its head has passed. */
    private boolean last;

    Hop(HttpCall call, int number, ExchangeListener listener) {
      this.call = call;
      this.listener = listener;
      this.number = number;
    }

    @Override
    public void onOpen(Exchange opened) {
      own = opened;
      hop = this;
      exchange = opened;
      if (number == 0) {
        listener.onOpen(Redirects.this);
      }
      if (cancelled) {
        opened.cancel();
      } else if (released) {
        opened.release();
      }
    }

    private boolean isCurrent() {
      return last || this.equals(hop);
    }

    @Override
    public @Nullable Executor home() {
      return listener.home();
    }

    @Override
    public boolean wantsTimes() {
      return listener.wantsTimes();
    }

    @Override
    public void onConnected(Connected how) {
      listener.onConnected(how);
    }

    @Override
    public void onRequestSent() {
      if (isCurrent()) {
        listener.onRequestSent();
      }
    }

    @Override
    public void onSentAgain(TransportFailure why) {
      listener.onSentAgain(why);
    }

    @Override
    public void onHead(ResponseHead head) {
      Optional<URI> to = number == MAX ? Optional.empty() : target(call, head);
      if (to.isEmpty()) {
        last = true;
        listener.onHead(head);
        return;
      }
      Exchange before = own;
      // From here on this hop has nothing more to say.
      Hop next = new Hop(call.to(to.get()), number + 1, listener);
      hop = next;
      if (before != null) {
        before.release();
      }
      if (!cancelled) {
        follow(next);
      }
    }

    private void follow(Hop next) {
      try {
        open(next);
      } catch (IllegalStateException closed) {
        fail(new TransportFailure(Kind.LOST, "the transport was closed", closed));
      } catch (Throwable defect) {
        fail(new TransportFailure(Kind.DEFECT, "a redirect could not be followed", defect));
      }
    }

    private void fail(TransportFailure failure) {
      if (!cancelled && !released) {
        listener.onFailure(failure);
      }
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
      if (isCurrent()) {
        listener.onBytes(bytes);
      }
    }

    @Override
    public void onEnd() {
      if (isCurrent()) {
        listener.onEnd();
      }
    }

    @Override
    public void onFailure(TransportFailure failure) {
      if (isCurrent()) {
        listener.onFailure(failure);
      }
    }

    @Override
    public boolean isReady() {
      return !isCurrent() || listener.isReady();
    }
  }
}
