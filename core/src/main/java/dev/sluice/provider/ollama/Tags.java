package dev.sluice.provider.ollama;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.provider.ModelListing;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.Fetch;
import dev.sluice.spi.provider.Offered;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/** The models that a server has: {@code GET /api/tags}. */
final class Tags {
  private Tags() {}

  /**
   * All of them.
   *
   * @throws UnlistedException if there is no list, saying why
   */
  static List<ModelListing> of(Account of, ProviderContext context) {
    // With its key, so that it is in no message.
    Account account = of.keyNow().map(of::with).orElse(of);
    String body =
        Fetch.get(
            BaseUrl.endpoint(account.base(), "/api/tags"),
            account,
            account.headers(OllamaChat.KEY_HEADER),
            context);
    Offered models = new Offered(account);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (!name.equals("models")) {
            json.skip();
          } else if (json.enterArray()) {
            while (json.nextElement()) {
              model(json, account, models);
            }
          }
        }
      }
      return models.models();
    } catch (JsonException wrong) {
      throw new UnlistedException(
          account.base().getRawAuthority()
              + " answered with a list of models that is not JSON: "
              + wrong.getMessage());
    }
  }

  private static void model(JsonReader json, Account account, Offered models) {
    String id = "";
    long size = 0;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "name" -> id = json.text();
          case "model" -> id = id.isEmpty() ? json.text() : skipped(json, id);
          case "size" -> size = json.number(0);
          default -> json.skip();
        }
      }
    }
    boolean here = size > 0 && BaseUrl.isLoopback(account.base());
    models.add(id, "", here ? OptionalLong.of(size) : OptionalLong.empty());
  }

  private static String skipped(JsonReader json, String kept) {
    json.skip();
    return kept;
  }
}
