package dev.sluice.provider.openai;

import dev.sluice.provider.openai.OpenAiProvider.Api;
import dev.sluice.provider.openai.chat.ChatCompletions;
import dev.sluice.spi.provider.Account;
import java.util.regex.Pattern;

/** By which format a server is asked where nobody says it. */
final class UsualApi {
  /** OpenAI's own addresses, those of its regions too. */
  private static final Pattern OWN_HOST = Pattern.compile("(?i)(.+\\.)?api\\.openai\\.com");

  /** Models that OpenAI offers by chat completions alone. */
  private static final Pattern CHAT_ALONE = Pattern.compile(".*(-audio|-search-(preview|api)).*");

  /** Models that OpenAI offers by responses alone. */
  private static final Pattern RESPONSES_ALONE =
      Pattern.compile(".*(-pro|codex|-deep-research|computer-use).*");

  private UsualApi() {}

  /**
   * Responses at OpenAI, for the models that have them; chat completions everywhere else.
   *
   * @param preferred the name of the format that is wanted where a model has both; empty if none is
   */
  static Api of(Account account, String model, String preferred) {
    boolean own = OWN_HOST.matcher(String.valueOf(account.base().getHost())).matches();
    if (!own || CHAT_ALONE.matcher(model).matches()) {
      return Api.CHAT_COMPLETIONS;
    }
    return preferred.equals(ChatCompletions.FORMAT) && !RESPONSES_ALONE.matcher(model).matches()
        ? Api.CHAT_COMPLETIONS
        : Api.RESPONSES;
  }
}
