package dev.sluice.server.dialect;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a request says beside its body.
 *
 * @param path which of the dialect's addresses it came to: {@link Address#path}; empty if that is
 *     not known
 * @param named what stands in the path where the dialect's address leaves a gap, such as a model's
 *     name; empty if there is none
 * @param query the parameters behind the path; of several of one name, the first. Of {@code key} it
 *     has only that it is there
 * @param headers those that the dialect {@linkplain Dialect#headers wants to hear}, by their names
 *     in lower case
 */
public record Head(
    String path, String named, Map<String, String> query, Map<String, String> headers) {
  /** One that says nothing. */
  public static final Head SILENT = new Head("", Map.of(), Map.of());

  /** One whose address is not known. */
  public Head(String named, Map<String, String> query, Map<String, String> headers) {
    this("", named, query, headers);
  }

  /** Has the maps in an order of their own, so that heads that say the same look the same. */
  public Head {
    query = Collections.unmodifiableMap(new TreeMap<>(query));
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
  }

  /** The same without where the client is by now, which is no part of what it asks. */
  public Head asked() {
    Map<String, String> rest = new TreeMap<>(headers);
    rest.remove("last-event-id");
    return new Head(path, named, query, rest);
  }

  /** A parameter's value; empty if there is none. */
  public String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /** A header's value; empty if there is none. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
