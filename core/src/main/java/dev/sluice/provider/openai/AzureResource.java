package dev.sluice.provider.openai;

import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.KeyHeader;
import dev.sluice.spi.provider.ServerHints;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * A resource of Azure's, and which of its APIs is asked.
 *
 * @param account at the resource itself, such as {@code https://NAME.openai.azure.com}
 * @param version the api-version; empty for the API that needs none
 * @param keyHeader by which the key is sent
 */
record AzureResource(Account account, String version, KeyHeader keyHeader) {
  static final KeyHeader KEY = new KeyHeader("api-key", "");

  /** Versions of the API that has no deployments in its addresses. */
  private static final Set<String> UNDATED = Set.of("", "v1", "preview", "latest");

  private static final ServerHints HINTS = new ServerHints("", "deployment");

  private static final String VERSION_FIELD = "api-version=";

  /**
   * The resource that an address leads to. People paste all of the address that Azure's portal
   * shows, with {@code /openai/deployments/…} and its api-version: that one counts if no other is
   * said.
   */
  static AzureResource of(Account account, String version, KeyHeader keyHeader) {
    URI base = account.base();
    String query = base.getRawQuery() == null ? "" : base.getRawQuery();
    String shown = "";
    StringBuilder others = new StringBuilder();
    for (String field : query.split("&", -1)) {
      if (field.startsWith(VERSION_FIELD)) {
        shown = field.substring(VERSION_FIELD.length());
      } else if (!field.isEmpty()) {
        others.append(others.isEmpty() ? "?" : "&").append(field);
      }
    }
    String resource = BaseUrl.withoutQuery(base).replaceFirst("(?<!/)/openai(/.*)?$", "");
    // Of an undated API the address tells more than a version from it would.
    boolean undated = base.getRawPath().matches(".*/openai/v1(/.*)?");
    String counts = version.isEmpty() && !undated ? shown : version;
    Account at = account.at(URI.create(resource + others)).hinting(HINTS);
    return new AzureResource(at, counts, keyHeader);
  }

  /** Where a deployment's formats are: {@code /chat/completions} stands below it. */
  Account deployment(String name) {
    if (!isDated()) {
      return account.at(openai("/v1"));
    }
    String segment = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return account.at(openai("/deployments/" + segment));
  }

  /** Where the formats are that have no dated versions: {@code /responses} stands below it. */
  Account undated() {
    return account.at(isDated() ? BaseUrl.endpoint(account.base(), "/openai/v1") : openai("/v1"));
  }

  /** Its list of models; of deployments there is none that its key may ask for. */
  URI models() {
    return openai(isDated() ? "/models" : "/v1/models");
  }

  private boolean isDated() {
    return isDated(version);
  }

  /** Whether this is a version whose deployments have addresses of their own. */
  static boolean isDated(String version) {
    return !UNDATED.contains(version.toLowerCase(Locale.ROOT));
  }

  private URI openai(String path) {
    URI address = BaseUrl.endpoint(account.base(), "/openai" + path);
    boolean said = Arrays.asList("", "v1").contains(version.toLowerCase(Locale.ROOT));
    String sign = address.getRawQuery() == null ? "?" : "&";
    return said
        ? address
        : URI.create(
            address
                + sign
                + VERSION_FIELD
                + URLEncoder.encode(version, StandardCharsets.UTF_8).replace("+", "%20"));
  }
}
