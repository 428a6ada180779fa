package dev.sluice.provider.openai;

import dev.sluice.provider.openai.OpenAiProvider.Api;
import dev.sluice.spi.provider.Account;
import java.util.regex.Pattern;

/** By which format a server is asked where nobody says it. */
final class UsualApi {
  /** OpenAI's own addresses, those of its regions too. */
  private static final Pattern OWN_HOST = Pattern.compile("(?i)(.+\\.)?api\\.openai\\.com");

  /** Models that OpenAI offers by chat completions alone. */
  private static final Pattern CHAT_ALONE = Pattern.compile(".*(-audio|-search-(preview|api)).*");

  private UsualApi() {}

  /** Responses at OpenAI, for the models that have them; chat completions everywhere else. */
  static Api of(Account account, String model) {
    boolean own = OWN_HOST.matcher(String.valueOf(account.base().getHost())).matches();
    return own && !CHAT_ALONE.matcher(model).matches() ? Api.RESPONSES : Api.CHAT_COMPLETIONS;
  }
}
