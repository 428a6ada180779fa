package dev.sluice.provider.openai;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.provider.ModelListing;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.Fetch;
import dev.sluice.spi.provider.KeyHeader;
import dev.sluice.spi.provider.Offered;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a server offers: {@code {"data": [{"id": …}]}}, or, of some, {@code "models"} or the array
 * alone.
 */
final class ModelList {
  private ModelList() {}

  /**
   * Asks for it. Blocks.
   *
   * @param address where it is
   * @param keyHeader by which the key is sent
   * @param state what is said of each model
   * @throws UnlistedException if there is none; the message says why
   */
  static List<ModelListing> of(
      URI address, Account account, KeyHeader keyHeader, String state, ProviderContext context) {
    // With its key, so that it is in no message.
    Account asked = account.keyNow().map(account::with).orElse(account);
    Collection<String> ids = ids(Fetch.get(address, asked, asked.headers(keyHeader), context));
    if (ids.isEmpty()) {
      throw new UnlistedException(
          BaseUrl.withoutQuery(address)
              + " gave no list of models; name one all the same, as "
              + account.name()
              + "/MODEL");
    }
    Offered offered = new Offered(asked);
    ids.forEach(id -> offered.add(id, state, OptionalLong.empty()));
    return offered.models();
  }

  /** The ids in a document; none if it is no list. */
  static Collection<String> ids(String document) {
    Set<String> ids = new LinkedHashSet<>();
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.isObject()) {
        json.enterObject();
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("data") || name.equals("models")) {
            elements(json, ids);
          } else {
            json.skip();
          }
        }
      } else {
        elements(json, ids);
      }
    } catch (JsonException noJson) {
      return List.of();
    }
    return ids;
  }

  private static void elements(JsonReader json, Set<String> ids) {
    if (!json.enterArray()) {
      return;
    }
    while (json.nextElement()) {
      String id = json.isText() ? json.text() : id(json);
      if (!id.isEmpty() && ids.size() < Offered.MAX_MODELS) {
        ids.add(id);
      }
    }
  }

  private static String id(JsonReader json) {
    String id = "";
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("id")) {
          id = json.text();
        } else {
          json.skip();
        }
      }
    }
    return id;
  }
}
