package dev.sluice.spi.provider;

import dev.sluice.provider.Progress;
import dev.sluice.spi.transport.Transport;
import dev.sluice.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What providers get from whoever composes the library.
 *
 * @param environment settings and keys, normally the process's environment variables
 * @param transport how bytes travel; made on first use
 * @param progress told of what takes long, such as the download of a model; called from any thread
 */
public record ProviderContext(
    Map<String, String> environment,
    Supplier<Transport> transport,
    Clock clock,
    Consumer<Progress> progress) {

  public ProviderContext {
    environment = Map.copyOf(environment);
  }

  /** A setting; empty if it is not set or blank. */
  public Optional<String> setting(String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(s -> !s.isEmpty());
  }

  /** Names the settings only: their values are secrets. */
  @Override
  public String toString() {
    return "ProviderContext[" + environment.size() + " settings]";
  }
}
