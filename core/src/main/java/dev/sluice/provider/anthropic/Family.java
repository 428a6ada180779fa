package dev.sluice.provider.anthropic;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name says of what it takes, by Anthropic's overview of its models. Of a name that
 * says nothing the least is assumed.
 *
 * @param line {@code opus}, {@code sonnet} and so on; empty if the name tells of none
 * @param version times a hundred: 405 of 4.5; 0 if the name tells of none
 */
record Family(String line, int version) {
  /** {@code claude-opus-4-5-20251101}, {@code anthropic/claude-sonnet-4.5}. */
  private static final Pattern LINE_FIRST =
      Pattern.compile("claude-([a-z]{2,20})-(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d)");

  /** {@code claude-3-5-sonnet-20241022}, {@code claude-2.1}. */
  private static final Pattern VERSION_FIRST =
      Pattern.compile("claude-(\\d)(?:[-.](\\d{1,2}))?(?!\\d)(?:-([a-z]{2,20}))?");

  private static final Family UNKNOWN = new Family("", 0);

  /** The API wants a limit; a server that is not known has one that is unlikely to be too high. */
  private static final int UNKNOWN_TOKENS = 8192;

  private static final int CURRENT_TOKENS = 64_000;

  /**
   * With a higher limit an answer that is not streamed may take more than ten minutes, by the rule
   * of Anthropic's SDKs (an hour for 128,000 tokens); no connection may wait for so long.
   */
  private static final int UNSTREAMED_TOKENS = 21_333;

  static Family of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    Matcher now = LINE_FIRST.matcher(name);
    if (now.find()) {
      return new Family(now.group(1), version(now.group(2), now.group(3)));
    }
    Matcher once = VERSION_FIRST.matcher(name);
    if (once.find()) {
      String line = once.group(3) == null ? "" : once.group(3);
      return new Family(line, version(once.group(1), once.group(2)));
    }
    return UNKNOWN;
  }

  private static int version(String major, String minor) {
    return 100 * Integer.parseInt(major) + (minor == null ? 0 : Integer.parseInt(minor));
  }

  /** How long an answer may be where the request does not say: what the model can, up to 64,000. */
  int maxTokens(boolean streamed) {
    return streamed ? able() : Math.min(able(), UNSTREAMED_TOKENS);
  }

  private int able() {
    if (version == 0) {
      return UNKNOWN_TOKENS;
    }
    if (version < 305) {
      return 4096;
    }
    if (version < 307) {
      return 8192;
    }
    boolean firstOpusOfFour = line.equals("opus") && (version == 400 || version == 401);
    return firstOpusOfFour ? 32_000 : CURRENT_TOKENS;
  }

  /** Whether the last message may be the beginning of the answer: no longer from 4.6 on. */
  boolean prefills() {
    return version > 0 && version <= 405;
  }

  /** Whether instructions may stand in the midst of a conversation: from 4.8 on. */
  boolean takesSystemMessages() {
    return version >= 408;
  }
}
