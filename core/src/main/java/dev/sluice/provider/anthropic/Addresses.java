package dev.sluice.provider.anthropic;

import dev.sluice.spi.provider.BaseUrl;
import java.net.URI;

/**
 * Where the API is, below a base URL as Anthropic's SDKs understand it: {@code
 * https://api.anthropic.com}, which {@code /v1/messages} is added to. One that has {@code /v1}
 * already, or leads to the messages themselves, means the same.
 */
final class Addresses {
  private static final String VERSION = "/v1";

  private Addresses() {}

  /** The messages. */
  static URI messages(URI base) {
    return below(base, "/messages");
  }

  /**
   * A page of the list of models.
   *
   * @param query what follows the question mark
   */
  static URI models(URI base, String query) {
    URI models = below(base, "/models");
    return URI.create(models + (models.getRawQuery() == null ? "?" : "&") + query);
  }

  private static URI below(URI base, String path) {
    URI bare = URI.create(base.toString().replaceFirst("#.*$", ""));
    String before = BaseUrl.endpoint(bare, "").toString().replaceFirst("\\?.*$", "");
    String root = before.replaceFirst("/messages$", "").replaceFirst("/+$", "");
    String query = bare.getRawQuery() == null ? "" : "?" + bare.getRawQuery();
    return URI.create(root + (root.endsWith(VERSION) ? path : VERSION + path) + query);
  }
}
