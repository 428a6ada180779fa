package dev.sluice.provider.anthropic;

import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.provider.ModelListing;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.Fetch;
import dev.sluice.spi.provider.Offered;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.UnlistedException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Asks {@code GET /v1/models}, page after page. */
final class ModelList {
  /** The API has at most a thousand on a page. */
  private static final String PAGE = "limit=1000";

  private static final int MAX_PAGES = 20;

  private final Account account;
  private final Dialect dialect;
  private final Offered models;

  /** Of the last page. */
  private boolean hasMore;

  private String lastId = "";

  private ModelList(Account account, Dialect dialect) {
    this.account = account;
    this.dialect = dialect;
    this.models = new Offered(account);
  }

  static List<ModelListing> of(Account of, Dialect dialect, ProviderContext context) {
    // With its key, so that it is in no message.
    Account account = of.keyNow().map(of::with).orElse(of);
    ModelList list = new ModelList(account, dialect);
    Map<String, String> headers = list.headers();
    String after = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      String query = after.isEmpty() ? PAGE : PAGE + "&after_id=" + encoded(after);
      URI address = Addresses.models(account.base(), query);
      list.read(address, Fetch.get(address, account, headers, context));
      if (!list.hasMore || list.lastId.isEmpty() || list.lastId.equals(after)) {
        return list.models.models();
      }
      after = list.lastId;
    }
    throw new UnlistedException(
        account.base().getRawAuthority() + " has more than " + MAX_PAGES + " pages of models");
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(Messages.VERSION_HEADER, dialect.version());
    headers.putAll(account.headers(dialect.keyHeader()));
    return headers;
  }

  private void read(URI address, String page) {
    hasMore = false;
    lastId = "";
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (!json.enterObject()) {
        throw new UnlistedException(address.getRawAuthority() + " answered with no list of models");
      }
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "data" -> models(json);
          case "has_more" -> hasMore = json.text().equals("true");
          case "last_id" -> lastId = json.text();
          default -> json.skip();
        }
      }
    } catch (JsonException wrong) {
      throw new UnlistedException(
          address.getRawAuthority() + " answered with a list that is not JSON");
    }
  }

  private void models(JsonReader json) {
    if (!json.enterArray()) {
      return;
    }
    while (json.nextElement()) {
      String id = "";
      String shown = "";
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          switch (name) {
            case "id" -> id = json.text();
            case "display_name" -> shown = json.text();
            default -> json.skip();
          }
        }
      }
      models.add(id, shown, OptionalLong.empty());
    }
  }
}
