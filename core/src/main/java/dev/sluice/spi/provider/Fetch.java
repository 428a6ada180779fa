package dev.sluice.spi.provider;

import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.TransportFailure;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gets one document of a provider's, such as the list of its models. */
public final class Fetch implements ExchangeListener {
  /** More than the longest list that is known, which has some hundred models. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /** The most characters of an error that are shown. */
  private static final int MAX_SHOWN = 300;

  private static final String UNREACHED = "could not be asked: ";

  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final CompletableFuture<String> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private volatile boolean tooLong;

  /** Whether the exchange has ended by itself, so that nothing need be closed. */
  private volatile boolean over;

  private volatile @Nullable Exchange exchange;
  private volatile int status;

  private Fetch() {}

  /**
   * The document's text. Blocks, for ten seconds at most.
   *
   * @param headers beside those of the account, the key's among them
   * @throws ModelUnavailableException if it cannot be had; the message says why, and holds no
   *     secret of the account
   */
  public static String get(
      URI address, Account account, Map<String, String> headers, ProviderContext context) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("accept", "application/json");
    all.put("accept-encoding", "identity");
    all.put("user-agent", "sluice");
    all.putAll(headers);
    all.putAll(account.headers());
    Fetch fetch = new Fetch();
    try {
      context
          .transport()
          .get()
          .open(
              HttpCall.get(address).withHeaders(all).connectingWithin(WITHIN.dividedBy(2)), fetch);
      return fetch.whole.get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw unavailable(address, "did not answer within " + WITHIN.toSeconds() + " s");
    } catch (ExecutionException failed) {
      throw unavailable(address, shown(fetch.clean(said(failed), account, all)));
    } catch (IllegalStateException closed) {
      throw unavailable(address, account.redact(String.valueOf(closed.getMessage())));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unavailable(address, "was not waited for: the thread was interrupted");
    } finally {
      fetch.stop();
    }
  }

  private static ModelUnavailableException unavailable(URI address, String why) {
    String server = address.getRawAuthority();
    return new ModelUnavailableException(
        why.startsWith(UNREACHED) && why.contains(server)
            ? why.substring(UNREACHED.length()) // It says where.
            : server + " " + why);
  }

  /** Without what authorised the request, here and on the way; half a key would not be found. */
  private String clean(String why, Account account, Map<String, String> headers) {
    String clean = account.redact(why);
    for (Secret secret : Secret.of(headers)) {
      clean = secret.redact(clean);
    }
    Exchange open = exchange;
    if (open != null) {
      for (String secret : open.secrets()) {
        clean = new Secret(secret).redact(clean);
      }
    }
    return clean;
  }

  private static String shown(String why) {
    String line = why.replaceAll("\\s+", " ");
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }

  private static String said(ExecutionException failed) {
    Throwable why = failed.getCause();
    return why == null ? "failed" : String.valueOf(why.getMessage());
  }

  private void stop() {
    Exchange open = exchange;
    if (open != null && !over) {
      open.cancel();
    }
  }

  @Override
  public void onOpen(Exchange opened) {
    exchange = opened;
  }

  @Override
  public void onHead(ResponseHead response) {
    status = response.status();
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    if (body.size() + copy.length > MAX_BYTES) {
      tooLong = true;
      fail("answered with more than " + MAX_BYTES + " bytes");
    } else {
      body.writeBytes(copy);
    }
  }

  @Override
  public void onEnd() {
    over = true;
    String text = body.toString(StandardCharsets.UTF_8);
    if (status / 100 == 2) {
      whole.complete(text);
    } else {
      String said = ErrorBody.of(text).message();
      fail("answered " + status + (said.isEmpty() ? "" : ": " + said));
    }
  }

  @Override
  public void onFailure(TransportFailure failure) {
    over = true;
    fail(UNREACHED + failure.reason());
  }

  private void fail(String why) {
    whole.completeExceptionally(new IllegalStateException(why));
  }

  @Override
  public boolean isReady() {
    return !tooLong;
  }
}
