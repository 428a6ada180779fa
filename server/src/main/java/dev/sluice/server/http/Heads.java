package dev.sluice.server.http;

import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Digest;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.run.Order;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the heads of requests. What is wrong with one is a {@link RefusedException}. */
final class Heads {
  /** What a dialect is told instead of a key. */
  private static final String HIDDEN = "*";

  /** In which old clients of Google's have their key, however it is written. */
  private static final String KEY_PARAMETER = "key";

  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[!-~]{1,255}");

  private Heads() {}

  /** The parameters behind the path; of several of one name the first, and no key. */
  static Map<String, String> query(Exchange exchange) {
    Map<String, String> query = new HashMap<>();
    try {
      for (Map.Entry<String, String> one : exchange.request().params()) {
        boolean isKey = one.getKey().equalsIgnoreCase(KEY_PARAMETER);
        query.putIfAbsent(isKey ? KEY_PARAMETER : one.getKey(), isKey ? HIDDEN : one.getValue());
      }
    } catch (IllegalArgumentException malformed) {
      throw new RefusedException(
          Problem.invalid(
              "malformed_query",
              "the query has a % that no two hexadecimal digits follow, or is no UTF-8",
              ""));
    }
    return query;
  }

  /** What of a request's head the dialect hears; keys and cookies are none of it. */
  static Head of(Exchange exchange, Offer offer, String named, Map<String, String> query) {
    Map<String, String> headers = new HashMap<>();
    for (String name : offer.dialect().headers()) {
      String value = exchange.header(name);
      if (!value.isEmpty()) {
        headers.put(name, Admission.isKey(name) ? HIDDEN : value);
      }
    }
    return new Head(offer.address().path(), named, query, headers);
  }

  /** Looks at what a request that begins a run says there, before its body is taken. */
  static void check(Exchange exchange) {
    Mark _ = lastEvent(exchange);
    String key = idempotencyKey(exchange);
    if (!key.isEmpty() && !IDEMPOTENCY_KEY.matcher(key).matches()) {
      throw new RefusedException(
          Problem.invalid(
              "idempotency_key",
              "an Idempotency-Key has 1 to 255 visible characters of ASCII",
              "idempotency-key"));
    }
  }

  /** Up to where the client has all. */
  static Mark lastEvent(Exchange exchange) {
    return place(exchange.header("last-event-id"));
  }

  /** A place as a client says it; the start if it says none. */
  static Mark place(String place) {
    try {
      return place.isEmpty() ? Mark.START : Mark.parse(place);
    } catch (IllegalArgumentException malformed) {
      throw new RefusedException(
          Problem.invalid(
              "malformed_offset",
              "a place in a run is what its id: lines say, such as 1.42",
              "last-event-id"));
    }
  }

  /** By what a request is known as the same again: by its header, or as its dialect says. */
  static Optional<Order.Idempotency> idempotency(
      Exchange exchange, Head head, byte[] body, Asked asked) {
    String key = idempotencyKey(exchange);
    if (!key.isEmpty()) {
      return Optional.of(
          new Order.Idempotency(key, Digest.of(body, head.path(), head.asked().toString())));
    }
    return asked.once().isEmpty()
        ? Optional.empty()
        : Optional.of(new Order.Idempotency(asked.once(), asked.once()));
  }

  private static String idempotencyKey(Exchange exchange) {
    return exchange.header("idempotency-key");
  }
}
