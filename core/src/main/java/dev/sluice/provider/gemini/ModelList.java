package dev.sluice.provider.gemini;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.provider.ModelListing;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.Fetch;
import dev.sluice.spi.provider.Offered;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The models that Gemini offers, a page after the other; those that chat. */
final class ModelList {
  /** Of up to a thousand models each. */
  private static final int MAX_PAGES = 20;

  private final Account account;
  private final Offered models;

  private ModelList(Account account) {
    this.account = account;
    this.models = new Offered(account);
  }

  /**
   * All of them.
   *
   * @throws UnlistedException if there is no list, saying why
   */
  static List<ModelListing> of(Account of, ProviderContext context) {
    // With its key, so that it is in no message.
    Account account = of.keyNow().map(of::with).orElse(of);
    ModelList list = new ModelList(account);
    Map<String, String> headers = account.headers(GenerateContent.KEY_HEADER);
    String page = "";
    for (int i = 0; i < MAX_PAGES; i++) {
      page = list.read(Fetch.get(list.address(page), account, headers, context));
      if (page.isEmpty()) {
        break;
      }
    }
    return list.models.models();
  }

  private URI address(String page) {
    URI first = BaseUrl.endpoint(account.base(), "/models");
    String query =
        "pageSize=1000"
            + (page.isEmpty()
                ? ""
                : "&pageToken=" + URLEncoder.encode(page, StandardCharsets.UTF_8));
    return URI.create(first + (first.getRawQuery() == null ? "?" : "&") + query);
  }

  /** Adds a page's models; the token of the next one, empty if there is none. */
  private String read(String body) {
    String next = "";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            case "models" -> {
              if (json.enterArray()) {
                while (json.nextElement()) {
                  model(json);
                }
              }
            }
            case "nextPageToken" -> next = json.text();
            default -> json.skip();
          }
        }
      }
      return next;
    } catch (JsonException wrong) {
      throw new UnlistedException(
          account.base().getRawAuthority()
              + " answered with a list of models that is not JSON: "
              + wrong.getMessage());
    }
  }

  private void model(JsonReader json) {
    String id = "";
    boolean chats = false;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "name" -> id = json.text();
          case "supportedGenerationMethods" -> chats = chats(json);
          default -> json.skip();
        }
      }
    }
    if (chats && !id.isEmpty()) {
      models.add(id.startsWith("models/") ? id.substring("models/".length()) : id);
    }
  }

  private static boolean chats(JsonReader json) {
    boolean chats = false;
    if (json.enterArray()) {
      while (json.nextElement()) {
        chats |= json.text().equals("generateContent");
      }
    }
    return chats;
  }
}
