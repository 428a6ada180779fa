package dev.sluice.chat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's name: {@code provider/model}, such as {@code groq/llama-3.3-70b-versatile}; or one that
 * says where its server is, so that several servers serve one process: {@code
 * openai+http://host:8080/v1#model}.
 *
 * <p>In the second form a slash may stand for the {@code #}. The address then ends with its first
 * segment that is a version ({@code v1}, {@code v1beta}), or with the host if there is none, and
 * the rest is the model, which may hold slashes itself.
 *
 * <p>What stands behind a question mark in an address goes to the server with each request, and may
 * be a key: {@link #address} alone has it, and no form of the name.
 */
public final class ModelName extends Value {
  private static final Pattern ADDRESSED =
      Pattern.compile("([\\w.-]+)\\+(https?://[^/?#]+)(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern VERSION = Pattern.compile("v\\d[\\w.]*");

  private final String speaks;
  private final String address;
  private final String model;

  private ModelName(String speaks, String address, String model) {
    this.speaks = speaks;
    this.address = address;
    this.model = model;
  }

  /** Takes a name apart. One without a slash has no provider. */
  public static ModelName of(String name) {
    Matcher addressed = ADDRESSED.matcher(Objects.requireNonNull(name, "name"));
    if (addressed.matches()) {
      return addressed(addressed.group(1), addressed.group(2), addressed.group(3));
    }
    int slash = name.indexOf('/');
    return slash < 1
        ? new ModelName("", "", name)
        : new ModelName(name.substring(0, slash), "", name.substring(slash + 1));
  }

  private static ModelName addressed(String speaks, String server, String rest) {
    int mark = rest.indexOf('#');
    if (mark >= 0) {
      String path = withoutSlashes(rest.substring(0, mark));
      return new ModelName(speaks, server + path, rest.substring(mark + 1));
    }
    int end = endOfVersion(rest);
    return new ModelName(
        speaks, server + rest.substring(0, end), rest.substring(end).replaceFirst("^/+", ""));
  }

  /** Without those at its end. By hand: an expression would look for the end from each slash on. */
  private static String withoutSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** Where the first segment ends that is a version and has something behind it; else zero. */
  private static int endOfVersion(String path) {
    for (int from = path.indexOf('/') + 1; from > 0; ) {
      int end = path.indexOf('/', from);
      if (end < 0) {
        return 0;
      }
      if (VERSION.matcher(path).region(from, end).matches()) {
        return end;
      }
      from = end + 1;
    }
    return 0;
  }

  /** The name of this model of this provider. */
  public static String of(String provider, String model) {
    return provider + (provider.contains("://") ? "#" : "/") + model;
  }

  /**
   * The provider whose ways one has that is called so: of {@code openai+http://host:8080/v1} it is
   * {@code openai}; one whose name has no address has its own ways.
   */
  static String speaks(String provider) {
    int plus = provider.indexOf('+');
    boolean isAddressed =
        plus > 0
            && (provider.regionMatches(true, plus + 1, "http://", 0, "http://".length())
                || provider.regionMatches(true, plus + 1, "https://", 0, "https://".length()));
    return isAddressed ? provider.substring(0, plus) : provider;
  }

  /** What stands before the model, which may be {@code openai+http://host:8080/v1}. */
  public String provider() {
    int query = address.indexOf('?');
    return address.isEmpty()
        ? speaks
        : speaks + "+" + (query < 0 ? address : withoutSlashes(address.substring(0, query)));
  }

  /** The provider whose ways it has: {@link #provider} without an address. */
  public String speaks() {
    return speaks;
  }

  /** Where its server is, if the name says that. */
  public Optional<String> address() {
    return address.isEmpty() ? Optional.empty() : Optional.of(address);
  }

  /** The model as its provider calls it; may hold slashes. */
  public String model() {
    return model;
  }

  @Override
  List<Object> values() {
    return List.of(speaks, address, model);
  }

  /** The name, in one form of those that mean the same. */
  @Override
  public String toString() {
    return speaks.isEmpty() && address.isEmpty() ? model : of(provider(), model);
  }
}
