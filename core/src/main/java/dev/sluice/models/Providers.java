package dev.sluice.models;

import dev.sluice.chat.ModelName;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.anthropic.AnthropicProvider;
import dev.sluice.provider.bedrock.BedrockProvider;
import dev.sluice.provider.gemini.GeminiProvider;
import dev.sluice.provider.ollama.OllamaProvider;
import dev.sluice.provider.openai.AzureProvider;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.provider.WireFormat;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Providers by their names: those given in code, those of this library, and those that are found by
 * {@link ServiceLoader}, in this order; a name belongs to the first who has it. One that cannot be
 * loaded costs itself alone, and is listed with the reason. Immutable once it is made.
 */
final class Providers {
  /** So many are told of; more are broken in the same way. */
  private static final int MAX_BROKEN = 100;

  /** For a provider that has a name and is asked nothing. */
  private static final URI NOWHERE = Account.ofKept("").base();

  private static final Pattern PROVIDER = Pattern.compile("Provider ([\\w.$]{1,200})");

  private final Map<String, ModelProvider> byName = new LinkedHashMap<>();
  private final List<ModelListing> broken = new ArrayList<>();

  private Providers() {}

  /**
   * All of them.
   *
   * @param loader null for the system's
   * @throws IllegalArgumentException if two that are given have one name
   */
  static Providers of(List<ModelProvider> given, @Nullable ClassLoader loader) {
    Providers all = new Providers();
    for (ModelProvider provider : given) {
      if (all.byName.putIfAbsent(provider.name(), provider) != null) {
        throw new IllegalArgumentException(
            "two providers are called '" + provider.name() + "': give one of them another name");
      }
    }
    builtIn().forEach(provider -> all.byName.putIfAbsent(provider.name(), provider));
    all.find(loader);
    return all;
  }

  /** Those of this library, each as the environment says. */
  private static List<ModelProvider> builtIn() {
    List<ModelProvider> all = new ArrayList<>();
    all.add(new OpenAiProvider());
    all.add(OpenAiProvider.chatCompletions());
    all.add(OpenAiProvider.responses());
    all.add(new AnthropicProvider());
    all.add(new GeminiProvider());
    all.add(new BedrockProvider());
    all.add(new AzureProvider());
    all.add(AzureProvider.responses());
    all.add(new OllamaProvider());
    all.addAll(OpenAiProvider.compatibles());
    return all;
  }

  private void find(@Nullable ClassLoader loader) {
    Set<String> taken = Set.copyOf(byName.keySet());
    Iterator<ModelProvider> found = ServiceLoader.load(ModelProvider.class, loader).iterator();
    while (broken.size() < MAX_BROKEN) {
      try {
        if (!found.hasNext()) {
          return;
        }
        add(found.next(), taken);
      } catch (ServiceConfigurationError | LinkageError | RuntimeException thrown) {
        broken.add(unloaded(thrown));
      }
    }
  }

  private void add(ModelProvider provider, Set<String> taken) {
    String name = provider.name();
    if (!taken.contains(name) && byName.putIfAbsent(name, provider) != null) {
      String type = provider.getClass().getName();
      broken.add(unusable(type, "another provider is called '" + name + "' already; remove one"));
    }
  }

  private static ModelListing unloaded(Throwable thrown) {
    Matcher provider = PROVIDER.matcher(String.valueOf(thrown.getMessage()));
    Throwable reason =
        thrown instanceof ServiceConfigurationError && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return unusable(
        provider.find() ? provider.group(1) : "a provider on the class path",
        "cannot be loaded: " + why(reason) + "; update its library or remove it");
  }

  /**
   * What the JVM finds missing is named; what a provider itself says may hold anything, a key too.
   */
  private static String why(Throwable reason) {
    String type = reason.getClass().getName();
    return switch (reason) {
      case ServiceConfigurationError unfit -> "its class is not found, or is no provider";
      case LinkageError missing -> "it lacks what it needs, " + type + ": " + missing.getMessage();
      default -> "it threw " + type;
    };
  }

  private static ModelListing unusable(String name, String state) {
    return new ModelListing(name, false, state, OptionalLong.empty());
  }

  /**
   * Who has this model; where its name says where its server is, that provider's ways there.
   *
   * @throws ModelUnavailableException if the address cannot be used
   */
  Optional<ModelProvider> named(ModelName model) {
    Optional<ModelProvider> provider = named(model.speaks());
    if (model.address().isEmpty() || provider.isEmpty()) {
      return provider;
    }
    Optional<ModelProvider> there =
        provider.get().at(model.provider(), address(model.address().get()));
    if (there.isEmpty()) {
      throw new ModelUnavailableException(
          "the models of " + model.speaks() + " are at no address that a name could say");
    }
    return there;
  }

  private static URI address(String text) {
    try {
      return BaseUrl.read("the address in a model's name", text);
    } catch (IllegalArgumentException wrong) {
      throw new ModelUnavailableException(String.valueOf(wrong.getMessage()));
    }
  }

  Optional<ModelProvider> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * A wire format by its name: as the model's provider has it or, where that is not here, as
   * anybody else has.
   */
  Optional<WireFormat> format(String name, ModelName model) {
    Optional<WireFormat> own = Optional.empty();
    try {
      own = named(model).flatMap(provider -> provider.format(name, model.model()));
    } catch (ModelUnavailableException noAddress) {
      // What it was asked at is of no use any more, nor is it needed.
    }
    return own.or(
        () ->
            byName.values().stream()
                .flatMap(provider -> formatOf(provider, name, model).stream())
                .findFirst());
  }

  /** If it can be, called as the model's provider is. */
  private static Optional<WireFormat> formatOf(
      ModelProvider provider, String name, ModelName model) {
    Optional<WireFormat> format = provider.format(name, model.model());
    return format.isEmpty()
        ? format
        : provider
            .at(model.provider(), NOWHERE)
            .flatMap(there -> there.format(name, model.model()))
            .or(() -> format);
  }

  /** The names. */
  Set<String> known() {
    return byName.keySet();
  }

  /** The names, for a message. */
  String names() {
    return String.join(", ", byName.keySet());
  }

  /** What cannot be loaded, for a message; empty if nothing. */
  String complaints() {
    StringBuilder all = new StringBuilder();
    for (ModelListing one : broken) {
      all.append("; ").append(one.name()).append(' ').append(one.state());
    }
    return all.toString();
  }

  List<ModelListing> list(ProviderContext context) {
    List<ModelListing> all = new ArrayList<>();
    byName.forEach((name, provider) -> all.addAll(list(name, provider, context)));
    all.addAll(broken);
    return List.copyOf(all);
  }

  /** Their names. */
  List<String> all() {
    return List.copyOf(byName.keySet());
  }

  List<String> configured(ProviderContext context) {
    return byName.entrySet().stream()
        .filter(one -> isConfigured(one.getValue(), context))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** One that cannot say so is not; {@link #list} tells why. */
  private static boolean isConfigured(ModelProvider provider, ProviderContext context) {
    try {
      return provider.isConfigured(context);
    } catch (LinkageError | RuntimeException thrown) {
      return false;
    }
  }

  static List<ModelListing> list(String name, ModelProvider provider, ProviderContext context) {
    try {
      return List.copyOf(provider.models(context));
    } catch (LinkageError | RuntimeException thrown) {
      return List.of(
          unusable(
              name + "/MODEL",
              "cannot say what it has: it threw "
                  + thrown.getClass().getName()
                  + "; update its library or remove it"));
    }
  }

  /** Closes each of them, whatever another one throws. */
  void close() {
    RuntimeException first = null;
    for (ModelProvider provider : byName.values()) {
      try {
        provider.close();
      } catch (RuntimeException thrown) {
        if (first == null) {
          first = thrown;
        } else {
          first.addSuppressed(thrown);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
