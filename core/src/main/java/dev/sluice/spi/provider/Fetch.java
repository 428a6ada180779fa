package dev.sluice.spi.provider;

import dev.sluice.chat.Failure;
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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Gets one document of a provider's, such as the list of its models. */
public final class Fetch implements ExchangeListener {
  /** More than the longest list that is known, which has some hundred models. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /** The most characters of an error that are shown. */
  private static final int MAX_SHOWN = 300;

  private static final String UNREACHED = "could not be asked: ";

  private static final int NOT_IMPLEMENTED = 501;

  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final CompletableFuture<String> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private volatile boolean tooLong;

  /** Whether the exchange has ended by itself, so that nothing need be closed. */
  private volatile boolean over;

  private volatile @Nullable Exchange exchange;
  private volatile @Nullable ResponseHead head;

  /** Whether only this document cannot be had, as far as can be told. */
  private volatile boolean lacking;

  /** What a provider makes of an error of its own. */
  private final BiFunction<ResponseHead, String, Failure.Refused> refusals;

  private Fetch(BiFunction<ResponseHead, String, Failure.Refused> refusals) {
    this.refusals = refusals;
  }

  /**
   * The document's text. Blocks, for ten seconds at most.
   *
   * @param headers beside those of the account, the key's among them
   * @throws ModelUnavailableException if the server cannot be reached, or would refuse whatever it
   *     is asked for: the key is wrong, what was paid for is used up, it is overloaded or broken
   * @throws UnlistedException if it answers, and only this cannot be had; the messages of both say
   *     why, and hold no secret of the account
   */
  public static String get(
      URI address, Account account, Map<String, String> headers, ProviderContext context) {
    return get(address, account, headers, context, Fetch::refused);
  }

  private static Failure.Refused refused(ResponseHead head, String body) {
    return ErrorBody.of(body).refused("", head, "");
  }

  /**
   * The same, for a provider with words of its own for what it blames.
   *
   * @param refusals what an answer with an error status and this body says
   */
  public static String get(
      URI address,
      Account account,
      Map<String, String> headers,
      ProviderContext context,
      BiFunction<ResponseHead, String, Failure.Refused> refusals) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("accept", "application/json");
    all.put("accept-encoding", "identity");
    all.put("user-agent", "sluice");
    all.putAll(headers);
    all.putAll(account.headers());
    Fetch fetch = new Fetch(refusals);
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
      String why = shown(fetch.clean(said(failed), account, all));
      throw fetch.lacking ? new UnlistedException(placed(address, why)) : unavailable(address, why);
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
    return new ModelUnavailableException(placed(address, why));
  }

  private static String placed(URI address, String why) {
    String server = address.getRawAuthority();
    return why.startsWith(UNREACHED) && why.contains(server)
        ? why.substring(UNREACHED.length()) // It says where.
        : server + " " + why;
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
    head = response;
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    if (body.size() + copy.length > MAX_BYTES) {
      tooLong = true;
      lacking = true;
      fail("answered with more than " + MAX_BYTES + " bytes");
    } else {
      body.writeBytes(copy);
    }
  }

  @Override
  public void onEnd() {
    over = true;
    ResponseHead came = Objects.requireNonNull(head, "the head comes before the end");
    String text = body.toString(StandardCharsets.UTF_8);
    if (came.status() / 100 == 2) {
      whole.complete(text);
    } else {
      lacking = !refusesAll(refusals.apply(came, text));
      String said = ErrorBody.of(text).message();
      fail("answered " + came.status() + (said.isEmpty() ? "" : ": " + said));
    }
  }

  /** Whether an answer of a model would be refused as this document was. */
  private static boolean refusesAll(Failure.Refused refused) {
    return switch (refused.reason()) {
      case AUTHENTICATION, QUOTA, OVERLOADED -> true;
      case SERVER_ERROR -> refused.status() != NOT_IMPLEMENTED;
      default -> false; // Keys that may only chat are forbidden the list, and many have none.
    };
  }

  @Override
  public void onFailure(TransportFailure failure) {
    over = true;
    fail(UNREACHED + failure.reason()); // Briefly: it stands in a table.
  }

  private void fail(String why) {
    whole.completeExceptionally(new IllegalStateException(why));
  }

  @Override
  public boolean isReady() {
    return !tooLong;
  }
}
