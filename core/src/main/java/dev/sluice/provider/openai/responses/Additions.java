package dev.sluice.provider.openai.responses;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request says that nobody has asked for. Servers that speak this format without all of it
 * refuse some of that, and are asked once more without.
 *
 * @param store that the provider is not to keep the answer
 * @param include that it is to send thoughts in its cipher
 * @param streamOptions that it is to leave out the padding of events
 * @param strict that functions need not be described strictly
 */
record Additions(boolean store, boolean include, boolean streamOptions, boolean strict) {
  /** What a refusal blames that is no field. */
  private static final Pattern NO_FIELD = Pattern.compile("(?i)|body|request|input_?body");

  /** What may stand before one of these fields where it is told by its path. */
  private static final String ABOVE =
      "(?i)(\\$\\.|/)?((body|request)[./])?(tools[./\\[]\\d+]?[./](function[./])?)?";

  private static final String A_FIELD =
      "(?:parameter|param|field|argument|propert(?:y|ies)|key|option)";

  /** What is said of what a server does not take. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "(?i)un(known|supported|recogni[sz]ed|expected)|\\bnot\\b.{0,20}(support|permit|allow"
              + "|recogni|accept|implement|known|valid)|n't support|\\bextra\\b|\\badditional\\b"
              + "|no such|\\binvalid\\b|forbidden|illegal");

  /** All of them. */
  static final Additions ALL = new Additions(true, true, true, true);

  /** What is in both. */
  Additions and(Additions others) {
    return new Additions(
        store && others.store,
        include && others.include,
        streamOptions && others.streamOptions,
        strict && others.strict);
  }

  /** These without what a server refuses; empty if it refuses none of them. */
  Optional<Additions> without(ChatRequest request, String provider, Failure.Refused refusal) {
    if (refusal.status() != 400 && refusal.status() != 422) {
      return Optional.empty();
    }
    Additions fewer =
        new Additions(
            store && !refuses(request, provider, refusal, "store"),
            include && !refuses(request, provider, refusal, "include"),
            streamOptions && !refuses(request, provider, refusal, "stream_options"),
            strict && !refuses(request, provider, refusal, "strict"));
    return fewer.equals(this) ? Optional.empty() : Optional.of(fewer);
  }

  /**
   * Whether the refusal names the field, and it is not the user's own. Some are ordinary words: who
   * cannot find a vector store does not refuse that nothing is stored.
   */
  private static boolean refuses(
      ChatRequest request, String provider, Failure.Refused refusal, String field) {
    boolean named =
        NO_FIELD.matcher(refusal.field()).matches()
            ? says(refusal.detail(), field)
            : refusal.field().matches(ABOVE + field + "([.\\[].*)?");
    return named && !request.providerOptions(provider).containsKey(field);
  }

  /**
   * Whether a message is about the field: our fields are called by words that any message may have,
   * and one that only advises of them refuses nothing.
   */
  private static boolean says(String message, String field) {
    // A vector store is another thing.
    String bare = "(?<![\\w.-])(?<!vector )" + field + "(?![\\w-])";
    Pattern asField =
        Pattern.compile(
            "(?i)['\"`]"
                + field
                + "['\"`.\\[]" // quoted, or the beginning of a path that is
                + "|(^|[\\s.>/])"
                + field
                + "\\s*:" // as validators begin a line
                + "|"
                + A_FIELD
                + "\\S*[\\s:(]+([a-z]+:\\s+)?"
                + bare
                + "|"
                + bare
                + "\\s+("
                + A_FIELD
                + "|(is|are|was)\\s|isn't|does\\s?n)"
                + "|(support|accept|recogni[sz]e|allow|permit|know)s?\\s+"
                + bare
                + "\\s*([.,;]|$)");
    return REFUSED.matcher(message).find() && asField.matcher(message).find();
  }
}
