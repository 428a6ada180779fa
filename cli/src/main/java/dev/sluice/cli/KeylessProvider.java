package dev.sluice.cli;

import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.stream.StreamSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * A provider of the file of settings whose key is not set: it says so to whoever names a model of
 * it, before anything is sent.
 *
 * @param variable which is to hold the key
 */
record KeylessProvider(String name, String variable) implements ModelProvider {

  @Override
  public StreamSource source(String model, ProviderContext context) {
    throw new ModelUnavailableException(
        "set " + variable + ", which the provider " + name + " has its key from");
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    String state = "needs " + variable;
    return List.of(new ModelListing(name + "/MODEL", false, state, OptionalLong.empty()));
  }

  @Override
  public void close() {
    // There is nothing to let go of.
  }
}
