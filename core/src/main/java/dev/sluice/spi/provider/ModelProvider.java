package dev.sluice.spi.provider;

import dev.sluice.provider.ModelListing;
import dev.sluice.spi.stream.StreamSource;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Offers models under a name: {@code openai} in {@code openai/gpt-4o-mini}. Providers outside this
 * module are found by {@link java.util.ServiceLoader}. Thread-safe.
 */
public interface ModelProvider extends AutoCloseable {

  /** What stands before the slash. */
  String name();

  /**
   * A source for one model. Costs little: what takes long (a download, loading a model) begins with
   * the first stream, so that it can be cancelled.
   *
   * @param model what stands after the first slash; may hold further slashes
   * @throws dev.sluice.provider.ModelUnavailableException saying what is missing, if that can be
   *     told at once
   */
  StreamSource source(String model, ProviderContext context);

  /**
   * The same, asked in this wire format if the model has it beside others: for whoever passes on
   * what is said in one. Otherwise as {@link #source(String, ProviderContext)}.
   *
   * @param format see {@link WireFormat#name}
   */
  default StreamSource source(String model, String format, ProviderContext context) {
    return source(model, context);
  }

  /**
   * A source that passes on what is asked for embeddings of one of its models, in OpenAI's form:
   * see {@link Embeddings} for what its requests and answers are. Costs little, as {@link #source}.
   *
   * @param model what stands after the first slash
   * @return empty if the provider has none in this form
   * @throws dev.sluice.provider.ModelUnavailableException as {@link #source} does
   */
  default Optional<StreamSource> embeddings(String model, ProviderContext context) {
    return Optional.empty();
  }

  /**
   * Its wire format of this {@linkplain WireFormat#name name}, to read what was kept of an answer
   * of one of its models: no server is asked by it, and so it needs no key and nothing of the
   * environment. Empty if it has none of this name.
   *
   * @param model what stands after the first slash
   */
  default Optional<WireFormat> format(String name, String model) {
    return Optional.empty();
  }

  /**
   * Whether its models are behind a network, where a stream may stall or be refused for a while:
   * then each has timeouts and retries without being told to. A provider whose models run on this
   * machine says that they are not: to load one, or to fetch it first, is no stall.
   */
  default boolean isRemote() {
    return true;
  }

  /** What can be named, and what each needs; looks at this machine only, never at a network. */
  List<ModelListing> models(ProviderContext context);

  /**
   * Whether somebody has set it up: has told it, in code or by the environment, where its server is
   * or as whom it is asked. One that can be used only if a server happens to run at its usual place
   * is not. By default it is if one of its models can be used. Looks at this machine only.
   */
  default boolean isConfigured(ProviderContext context) {
    return models(context).stream().anyMatch(ModelListing::usable);
  }

  /**
   * What the provider offers, asked of itself: one listing for each model, by its whole name. May
   * take long and may block; by default what can be told without a network.
   *
   * @throws dev.sluice.provider.ModelUnavailableException if it cannot be asked, or says that it
   *     would not answer a request either, and why
   * @throws UnlistedException if it was asked and gives no list, saying why
   */
  default List<ModelListing> offered(ProviderContext context) {
    return models(context);
  }

  /**
   * This provider's ways at another address, for names such as {@code openai+http://host:8080/v1}.
   * It takes no key from the environment: that is meant for one server.
   *
   * @param name what stands before the models' names
   * @return empty if it has no such thing as an address
   * @throws dev.sluice.provider.ModelUnavailableException if the address cannot be used
   */
  default Optional<ModelProvider> at(String name, URI address) {
    return Optional.empty();
  }

  /** Lets go of loaded models and threads; returns soon. Streams that still run end. */
  @Override
  void close();
}
