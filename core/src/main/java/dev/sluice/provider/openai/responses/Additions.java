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
  /** What is said of a field that is not known, not of its value. */
  private static final Pattern UNSUPPORTED =
      Pattern.compile(
          "(?i)un(supported|known|recogni[sz]ed|expected)|not (currently |yet )?(supported"
              + "|permitted|allowed|recogni[sz]ed)|(does(n't| not)|isn't) support"
              + "|extra[ _](input|field|data|propert)|additional propert|no such|deprecated"
              + "|invalid (request )?(parameter|field|argument)");

  /** What stands before the name of a field; before other words stands anything. */
  private static final String BEFORE =
      "(?:^|['\"`:=,.(\\[{/]\\s{0,4}|(?:parameter|argument|field|property|option|key|support)s? )";

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
        refusal.field().isEmpty()
            ? UNSUPPORTED.matcher(refusal.detail()).find()
                && Pattern.compile(BEFORE + field + "(?![\\w-])").matcher(refusal.detail()).find()
            : refusal.field().matches("(.*[.\\]])?" + field + "([.\\[].*)?");
    return named && !request.providerOptions(provider).containsKey(field);
  }
}
