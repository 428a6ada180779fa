package dev.sluice.chat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where something in a text comes from. Immutable; what a provider does not tell is empty.
 *
 * <p>Its place is counted in UTF-16 units of the part's text, as Java counts, whatever the provider
 * counts in; {@link #raw} has the provider's own form.
 */
public final class Citation extends Value {
  private final int from;
  private final int to;
  private final String url;
  private final String title;
  private final String quote;
  private final String raw;

  private Citation(Builder builder) {
    this.from = builder.from;
    this.to = builder.to;
    this.url = builder.url;
    this.title = builder.title;
    this.quote = builder.quote;
    this.raw = builder.raw;
  }

  /** A citation of which nothing is known yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether it is told which piece of the text it is about. */
  public boolean hasPlace() {
    return from >= 0;
  }

  /** Where the piece of the text begins that it is about; -1 if that is not told. */
  public int from() {
    return from;
  }

  /** Where that piece ends, exclusive; -1 if that is not told. */
  public int to() {
    return to;
  }

  /** The source's address; empty if it has none, as a document of the request. */
  public String url() {
    return url;
  }

  /** The source's title. */
  public String title() {
    return title;
  }

  /** What of the source is cited. */
  public String quote() {
    return quote;
  }

  /** The provider's own form, as JSON text. */
  public String raw() {
    return raw;
  }

  /**
   * This in a text that has so many characters more before it; one before the text has no place.
   */
  public Citation moved(int by) {
    if (!hasPlace()) {
      return this;
    }
    return from + by < 0 ? withoutPlace() : toBuilder().place(from + by, to + by).build();
  }

  /** This without a place. */
  public Citation withoutPlace() {
    Builder builder = toBuilder();
    builder.from = -1;
    builder.to = -1;
    return builder.build();
  }

  private Builder toBuilder() {
    Builder builder = new Builder();
    builder.from = from;
    builder.to = to;
    return builder.url(url).title(title).quote(quote).raw(raw);
  }

  int size() {
    return url.length() + title.length() + quote.length() + raw.length();
  }

  @Override
  List<Object> values() {
    return List.of(from, to, url, title, quote, raw);
  }

  /** Gathers a citation. Not thread-safe. */
  public static final class Builder {
    private int from = -1;
    private int to = -1;
    private String url = "";
    private String title = "";
    private String quote = "";
    private String raw = "";

    private Builder() {}

    /**
     * The piece of the text that it is about.
     *
     * @throws IllegalArgumentException if it ends before it begins
     */
    public Builder place(int begin, int end) {
      if (begin < 0 || end < begin) {
        throw new IllegalArgumentException("no place in a text: " + begin + " to " + end);
      }
      from = begin;
      to = end;
      return this;
    }

    /** See {@link Citation#url}. */
    public Builder url(String value) {
      url = Objects.requireNonNull(value, "url");
      return this;
    }

    /** See {@link Citation#title}. */
    public Builder title(String value) {
      title = Objects.requireNonNull(value, "title");
      return this;
    }

    /** See {@link Citation#quote}. */
    public Builder quote(String value) {
      quote = Objects.requireNonNull(value, "quote");
      return this;
    }

    /** See {@link Citation#raw}. */
    public Builder raw(String json) {
      raw = Objects.requireNonNull(json, "raw");
      return this;
    }

    /** The citation. */
    public Citation build() {
      return new Citation(this);
    }
  }

  /** The address if there is one, else the title: for a list of sources. */
  public Optional<String> source() {
    return Optional.of(url.isEmpty() ? title : url).filter(name -> !name.isEmpty());
  }
}
