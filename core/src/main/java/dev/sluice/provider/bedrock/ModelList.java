package dev.sluice.provider.bedrock;

import dev.sluice.chat.ChatRequest;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.Fetch;
import dev.sluice.spi.provider.Offered;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.Secret;
import dev.sluice.spi.provider.UnlistedException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks which models there are: those that stream text, and the inference profiles by which many of
 * them are asked.
 */
final class ModelList {
  private static final int MAX_PAGES = 20;

  /** What stands in a model's ARN before its id. */
  private static final String MODEL = ":foundation-model/";

  private final Access access;
  private final ProviderContext context;
  private final Offered models;

  /** The account, with all that authorises as what it hides. */
  private final Account account;

  /** Why the profiles are not known; empty if they are. */
  private String unknown = "";

  /** Whether one that is named may be usable although they are not known. */
  private boolean profilesUsable;

  /** The models that stream text, those included that are asked by a profile alone. */
  private final Set<String> streaming = new HashSet<>();

  private ModelList(Access access, ProviderContext context) {
    this.access = access;
    this.context = context;
    this.account = access.hiding();
    this.models = new Offered(account);
  }

  static List<ModelListing> of(Access asked, ProviderContext context) {
    Access access =
        asked
            .account()
            .keys(ChatRequest.of("-"), Access.KEY_HEADER)
            .map(keys -> asked.with(key(keys)))
            .orElse(asked);
    ModelList list = new ModelList(access, context);
    list.models();
    list.profiles();
    List<ModelListing> all = new ArrayList<>(list.models.models());
    if (!list.unknown.isEmpty()) {
      String name = access.account().name() + "/PROFILE";
      all.add(new ModelListing(name, list.profilesUsable, list.unknown, OptionalLong.empty()));
    }
    return List.copyOf(all);
  }

  /** What the supplier says when it throws is in no message, for it may hold a key. */
  private static Secret key(Supplier<String> keys) {
    String given;
    try {
      given = keys.get();
    } catch (ModelUnavailableException missing) {
      throw missing;
    } catch (RuntimeException thrown) {
      throw new ModelUnavailableException(
          "the supplier of its key threw " + thrown.getClass().getName());
    }
    Secret key = new Secret(given == null ? "" : given.strip());
    key.fault()
        .ifPresent(
            fault -> {
              throw new ModelUnavailableException("the key that its supplier gives " + fault);
            });
    return key;
  }

  private void models() {
    read(get("/foundation-models?byOutputModality=TEXT"), "modelSummaries", this::model);
  }

  private void profiles() {
    String page = "";
    try {
      for (int i = 0; i < MAX_PAGES; i++) {
        String from = page.isEmpty() ? "" : "&nextToken=" + Signature.encoded(page);
        String next =
            read(
                get("/inference-profiles?maxResults=1000" + from),
                "inferenceProfileSummaries",
                this::profile);
        if (next.isEmpty() || next.equals(page)) {
          return;
        }
        page = next;
      }
    } catch (ModelUnavailableException | UnlistedException refused) {
      unknown = "inference profiles: " + refused.getMessage();
      profilesUsable = refused instanceof UnlistedException;
    }
  }

  private String get(String path) {
    URI address = BaseUrl.endpoint(Regions.control(access.account().base()), path);
    Instant now = context.clock().now();
    return Fetch.get(
        address,
        account,
        access.headers(address, now),
        context,
        (head, body) -> Errors.refused("", head, body, "", now));
  }

  @FunctionalInterface
  private interface Summary {
    void read(JsonReader json);
  }

  /** Reads the list of this name; returns where it goes on, empty if it does not. */
  private String read(String document, String list, Summary summary) {
    String next = "";
    try (JsonReader json = Json.reader(document)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals(list) && json.enterArray()) {
            while (json.nextElement()) {
              if (json.enterObject()) {
                summary.read(json);
              }
            }
          } else if (name.equals("nextToken")) {
            next = json.text();
          } else if (!name.equals(list)) {
            json.skip();
          }
        }
      }
    } catch (JsonException wrong) {
      throw new UnlistedException(
          access.account().base().getRawAuthority()
              + " answered with a list that is not JSON: "
              + wrong.getMessage());
    }
    return next;
  }

  private void model(JsonReader json) {
    String id = "";
    String title = "";
    boolean streams = false;
    boolean onDemand = false;
    boolean legacy = false;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "modelId" -> id = json.text();
        case "modelName" -> title = json.text();
        case "responseStreamingSupported" -> streams = json.text().equals("true");
        case "inferenceTypesSupported" -> onDemand = texts(json).contains("ON_DEMAND");
        case "modelLifecycle" -> legacy = json.textOrJson().contains("\"LEGACY\"");
        default -> json.skip();
      }
    }
    if (streams && !id.isEmpty()) {
      if (streaming.size() < Offered.MAX_MODELS) {
        streaming.add(id);
      }
      if (onDemand) {
        add(id, legacy ? title + " (legacy)" : title);
      }
    }
  }

  private void profile(JsonReader json) {
    String id = "";
    String title = "";
    boolean streams = false;
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "inferenceProfileId" -> id = json.text();
        case "inferenceProfileName" -> title = json.text();
        case "models" -> streams = anyStreams(json);
        default -> json.skip();
      }
    }
    if (streams && !id.isEmpty()) {
      add(id, title);
    }
  }

  private boolean anyStreams(JsonReader json) {
    boolean any = false;
    if (json.enterArray()) {
      while (json.nextElement()) {
        if (json.enterObject()) {
          for (String name; (name = json.nextName()) != null; ) {
            if (name.equals("modelArn")) {
              String arn = json.text();
              int kind = arn.lastIndexOf(MODEL);
              any |= streaming.contains(kind < 0 ? arn : arn.substring(kind + MODEL.length()));
            } else {
              json.skip();
            }
          }
        }
      }
    }
    return any;
  }

  private static List<String> texts(JsonReader json) {
    List<String> all = new ArrayList<>();
    if (json.enterArray()) {
      while (json.nextElement()) {
        all.add(json.text());
      }
    }
    return all;
  }

  private void add(String id, String state) {
    models.add(id, state, OptionalLong.empty());
  }
}
