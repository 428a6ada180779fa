package dev.sluice.chat;

import java.util.regex.Pattern;

/** What the words of a provider's error tell that its reason does not. */
enum Words {
  /** Of Azure, whose models have the names that their owner gave to their deployments. */
  DEPLOYMENT("deployment"),
  /** A signature is out of its time: the clock is to be set, and the key is good. */
  CLOCK("signature (has )?expired|signature not yet current|timetooskewed|clock of this machine"),
  /** A key or a token was good once; not if it is only one of the things that may be wrong. */
  EXPIRED("(?<!or )(?<!, )(has expired|is expired|expired(token|_token|_api_key)|api key expired)");

  /** More than anybody's message before it says what is wrong. */
  private static final int MAX_LENGTH = 4096;

  private final Pattern pattern;

  Words(String pattern) {
    this.pattern = Pattern.compile("(?i)" + pattern);
  }

  boolean in(Failure.ByProvider error) {
    String detail = error.detail().substring(0, Math.min(MAX_LENGTH, error.detail().length()));
    return pattern.matcher(error.type() + " " + error.code() + " " + detail).find();
  }
}
