package dev.sluice.server.http;

import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what a path means. A path is taken as it is written: nothing in it is made simpler first,
 * so that no two ways to write one place differ for a guard that stands before this. Immutable.
 */
final class Paths {
  private static final int MAX_PATH = 2048;
  private static final String RUNS = "/runs/";
  private static final String EVENTS = "/events";
  private static final String STOP = "/stop";

  private final Map<String, Place> fixed = new HashMap<>();

  /** Those at each path that has a gap, the longest path first. */
  private final List<List<Offer>> gaps;

  Paths(List<Offer> offers) {
    Map<String, List<Offer>> byPath = new LinkedHashMap<>();
    offers.forEach(
        offer -> byPath.computeIfAbsent(offer.address().path(), p -> new ArrayList<>()).add(offer));
    gaps =
        byPath.values().stream()
            .filter(there -> there.getFirst().hasGap())
            .sorted(Comparator.comparingInt((List<Offer> there) -> length(there)).reversed())
            .toList();
    byPath.values().stream()
        .filter(there -> !there.getFirst().hasGap())
        .forEach(
            there -> fixed.put(there.getFirst().address().path(), new Place.Offered(there, "")));
    fixed.put("/health/live", new Place.Health(false));
    fixed.put("/health/ready", new Place.Health(true));
    fixed.put("/metrics", new Place.Metrics());
  }

  /**
   * The place of a path.
   *
   * @param raw as the request has it, without a query
   * @throws RefusedException if it is no path at all
   */
  Optional<Place> find(String raw) {
    if (raw.length() > MAX_PATH) {
      throw new RefusedException(
          Problem.of(
              414,
              "invalid_request_error",
              "path_too_long",
              "the path is longer than " + MAX_PATH + " characters"));
    }
    Place place = fixed.get(raw);
    if (place != null) {
      return Optional.of(place);
    }
    String path = decoded(raw);
    if (hasTricks(raw)) {
      return Optional.empty();
    }
    for (List<Offer> there : gaps) {
      Optional<String> named = named(there.getFirst(), raw, path);
      if (named.isPresent()) {
        return Optional.of(new Place.Offered(there, named.get()));
      }
    }
    // No run's id has a character that would have to be encoded.
    return raw.startsWith(RUNS) && raw.equals(path)
        ? run(raw.substring(RUNS.length()))
        : Optional.empty();
  }

  private static Optional<String> named(Offer offer, String raw, String path) {
    if (offer.takesIds()) {
      Optional<String> id = offer.gap(raw).filter(segment -> segment.indexOf('/') < 0);
      if (id.isPresent()) {
        return id.map(Paths::decoded);
      }
    }
    return hasTricks(path) ? Optional.empty() : offer.gap(path);
  }

  private static int length(List<Offer> there) {
    return there.getFirst().address().path().length();
  }

  private static Optional<Place> run(String rest) {
    if (rest.endsWith(EVENTS)) {
      return id(rest, EVENTS).map(Place.Events::new);
    }
    if (rest.endsWith(STOP)) {
      return id(rest, STOP).map(Place.Stop::new);
    }
    return id(rest, "").map(Place.Run::new);
  }

  private static Optional<String> id(String rest, String ending) {
    String id = rest.substring(0, rest.length() - ending.length());
    return Ids.isId(id) ? Optional.of(id) : Optional.empty();
  }

  /** Empty segments, dots, and a slash that leans the other way. */
  private static boolean hasTricks(String path) {
    if (path.indexOf('\\') >= 0 || path.endsWith("/")) {
      return true;
    }
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String raw) {
    byte[] bytes = new byte[raw.length()];
    int size = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      int value = c;
      if (c == '%') {
        boolean isWhole = i + 2 < raw.length();
        int high = isWhole ? Character.digit(raw.charAt(i + 1), 16) : -1;
        int low = isWhole ? Character.digit(raw.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw malformed();
        }
        value = 16 * high + low;
        i += 2;
      } else if (c > '~') {
        throw malformed();
      }
      if (value < ' ' || value == 0x7f) {
        throw malformed();
      }
      bytes[size++] = (byte) value;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size)).toString();
    } catch (CharacterCodingException noText) {
      throw malformed();
    }
  }

  private static RefusedException malformed() {
    return new RefusedException(
        Problem.invalid(
            "malformed_path",
            "the path has characters that no path here has, or a % that no two hexadecimal digits"
                + " follow",
            ""));
  }
}
