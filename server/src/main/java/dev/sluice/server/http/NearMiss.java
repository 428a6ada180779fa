package dev.sluice.server.http;

import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a client has probably meant whose path leads nowhere: most are a base URL set otherwise. */
final class NearMiss {
  private static final String CHAT = "/v1/chat/completions";

  /** What stands behind a base URL in the clients of OpenAI's formats. */
  private static final List<String> BEHIND_BASE =
      List.of("/chat/completions", "/responses", "/models", "/embeddings");

  /** What stands behind a base URL in clients that add the version by themselves. */
  private static final List<String> BEHIND_ADDRESS =
      List.of(
          "/messages",
          "/messages/count_tokens",
          ":generateContent",
          ":streamGenerateContent",
          ":countTokens",
          "/api/chat",
          "/api/generate",
          "/api/tags",
          "/api/show",
          "/api/embed",
          "/api/version");

  /** What only clients of Google's ask. */
  private static final String GOOGLE = "/v1beta/";

  /** A format of OpenAI's that is no more, and is not spoken here. */
  private static final Set<String> OLD_FORMATS = Set.of("/completions", "/v1/completions");

  /** A path that has more parts than this is nobody's base URL. */
  private static final int MAX_TRIES = 8;

  private NearMiss() {}

  /**
   * The format of the clients who ask so: that of the place which a longer or a shorter base URL
   * would have led to. Empty if there is none.
   *
   * @param uri as the request has it
   */
  static Optional<Dialect> format(String uri, Paths paths) {
    int query = uri.indexOf('?');
    String path =
        (query < 0 ? uri : uri.substring(0, query)).replaceAll("/+", "/").replaceAll("/$", "");
    int tries = 0;
    for (int at = path.indexOf('/'); at >= 0 && tries < MAX_TRIES; at = path.indexOf('/', at + 1)) {
      tries++;
      String rest = path.substring(at);
      for (String near : List.of(rest, "/v1" + rest)) {
        Optional<Dialect> there = dialect(near, paths);
        if (there.isPresent()) {
          return there;
        }
      }
    }
    return path.contains(GOOGLE) ? dialect(GOOGLE + "models", paths) : Optional.empty();
  }

  private static Optional<Dialect> dialect(String path, Paths paths) {
    try {
      return paths.find(path).flatMap(NearMiss::dialect);
    } catch (RefusedException noPath) {
      return Optional.empty();
    }
  }

  private static Optional<Dialect> dialect(Place place) {
    return place instanceof Place.Offered offered
        ? Optional.of(offered.offers().getFirst().dialect())
        : Optional.empty();
  }

  /**
   * A sentence for whoever has asked.
   *
   * @param path as the request has it, without a query
   * @param isThere whether there is something at a path
   */
  static String of(String path, Predicate<String> isThere) {
    String bare = path;
    while (bare.endsWith("/") && bare.length() > 1) {
      bare = bare.substring(0, bare.length() - 1);
    }
    if (!bare.equals(path) && isThere.test(bare)) {
      return "there is nothing at this path with a slash at its end; ask it without";
    }
    String single = bare.replaceAll("/{2,}", "/");
    if (!single.equals(bare) && isThere.test(single)) {
      return "there is nothing at this path with two slashes together; ask "
          + single
          + ": a base URL has no slash at its end";
    }
    if (OLD_FORMATS.contains(bare)) {
      return "this gateway does not speak that format; it speaks chat completions, at POST " + CHAT;
    }
    if (BEHIND_ADDRESS.stream().anyMatch(bare::endsWith)) {
      return "there is nothing at this path; the base URL of a client of this format is this"
          + " gateway's address alone, without /v1: it adds the rest by itself";
    }
    if (BEHIND_BASE.stream().anyMatch(bare::endsWith)) {
      return "there is nothing at this path; the base URL of a client ends with this gateway's"
          + " address and /v1, once, and nothing behind it: see POST "
          + CHAT
          + " and GET /v1/models";
    }
    if (bare.contains(GOOGLE)) {
      return "there is nothing at this path: of what is below /v1beta this gateway has models,"
          + " models/MODEL:generateContent, :streamGenerateContent and :countTokens";
    }
    if (bare.startsWith("/v1/")) {
      return "there is nothing at this path: of what is below /v1 this gateway has chat/completions,"
          + " responses, messages, embeddings and models, and Google's models/MODEL:generateContent";
    }
    return "there is nothing at this path; see POST "
        + CHAT
        + ", POST /runs and GET /v1/models. The base URL of a client of OpenAI's is this gateway's"
        + " address with /v1 behind it";
  }
}
