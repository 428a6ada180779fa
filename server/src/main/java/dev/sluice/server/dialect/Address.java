package dev.sluice.server.dialect;

import java.util.List;

/**
 * An address of a dialect. In its path an asterisk stands for a name of one or more segments, which
 * {@link Head#named} says: {@code /v1beta/models/*:generateContent}. Two braces stand for an id
 * that a client has made: of whatever characters, where they are encoded as one segment. Of several
 * paths that fit, the one with the most characters of its own is meant.
 */
public sealed interface Address {

  /** The path, without a query. */
  String path();

  /** By which methods of HTTP it is asked. */
  List<String> methods();

  /**
   * Where runs are asked for, by {@code POST}.
   *
   * @param isDetached whether its runs go on when nobody follows them, whatever the request says
   */
  record Runs(String path, boolean isDetached) implements Address {
    private static final List<String> METHODS = List.of("POST");

    /** Where runs are asked for that end with their client unless the request says otherwise. */
    public Runs(String path) {
      this(path, false);
    }

    @Override
    public List<String> methods() {
      return METHODS;
    }
  }

  /**
   * Where something else is asked.
   *
   * @param label what it is called in metrics: a word
   * @param methods one of them; {@code HEAD} besides {@code GET} is answered by itself
   */
  record Beside(String label, List<String> methods, String path, Inquiry inquiry)
      implements Address {
    /** Copies the list. */
    public Beside {
      methods = List.copyOf(methods);
    }

    /** What is read. */
    public static Beside get(String label, String path, Inquiry inquiry) {
      return new Beside(label, List.of("GET", "HEAD"), path, inquiry);
    }

    /** What is done, or asked with a body. */
    public static Beside post(String label, String path, Inquiry inquiry) {
      return new Beside(label, List.of("POST"), path, inquiry);
    }

    /** What is taken away. */
    public static Beside delete(String label, String path, Inquiry inquiry) {
      return new Beside(label, List.of("DELETE"), path, inquiry);
    }
  }
}
