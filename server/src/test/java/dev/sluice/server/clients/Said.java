package dev.sluice.server.clients;

import java.util.List;

/**
 * What a client makes of an answer, whatever its dialect.
 *
 * @param text the answer's
 * @param thoughts the model's, in words
 * @param calls name and arguments of each, with a blank between
 * @param usage tokens in and out, {@code 5+3}; empty if none are told
 * @param end {@link #WHOLE}, {@link #BROKEN}, or empty if it just breaks off
 * @param word what a broken one says of how it ended, {@code truncated}; empty if it has no word
 */
public record Said(
    String text, String thoughts, List<String> calls, String usage, String end, String word) {

  /** It says that it is whole. */
  public static final String WHOLE = "whole";

  /** It says that it is not. */
  public static final String BROKEN = "broken";

  public boolean isWhole() {
    return end.equals(WHOLE);
  }

  public boolean isBroken() {
    return end.equals(BROKEN);
  }
}
