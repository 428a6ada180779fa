package dev.sluice.models;

import dev.sluice.spi.transport.Timer;
import dev.sluice.spi.transport.Transport;
import dev.sluice.transport.http.Certificates;
import dev.sluice.transport.http.ClientCertificate;
import dev.sluice.transport.http.EnvironmentProxies;
import dev.sluice.transport.http.GivenProxy;
import dev.sluice.transport.http.Proxies;
import dev.sluice.transport.http.TrustedCertificates;
import dev.sluice.transport.http.UntrustedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;

/**
 * How {@link Models} reach their servers, as a builder gathers it: what is set in code goes before
 * what the environment says, setting by setting. Not thread-safe.
 */
final class Network {
  private static final int MAX_LOOPS = 64;
  private static final String SETTING = "Models.builder()";

  Optional<Transport> own = Optional.empty();
  Optional<TransportChoice> choice = Optional.empty();
  OptionalInt loops = OptionalInt.empty();
  List<Path> trusted = List.of();
  Optional<Identity> identity = Optional.empty();
  Optional<Supplier<Proxies>> proxies = Optional.empty();

  /** Reads a certificate of this side. */
  interface Identity {
    List<KeyManager> read() throws UntrustedException;
  }

  void showing(Path pkcs12, Supplier<char[]> password) {
    identity = Optional.of(() -> ClientCertificate.ofPkcs12(pkcs12, password));
  }

  void showing(Path certificates, Path key, Supplier<char[]> password) {
    identity = Optional.of(() -> ClientCertificate.ofPem(certificates, key, password));
  }

  void proxy(String url, List<String> except) {
    proxies = Optional.of(() -> GivenProxy.of(url, except, SETTING));
  }

  void withoutProxy() {
    proxies = Optional.of(GivenProxy::none);
  }

  /**
   * What makes the transport once it is needed.
   *
   * @throws IllegalArgumentException if something in code cannot be used
   * @throws dev.sluice.provider.ModelUnavailableException if something in the environment cannot be
   */
  Function<Timer, Transport> maker(Map<String, String> environment) {
    if (own.isPresent()) {
      refuseBesideOwn();
      Transport transport = own.get();
      return timer -> transport;
    }
    if (loops.isPresent() && (loops.getAsInt() < 1 || loops.getAsInt() > MAX_LOOPS)) {
      throw new IllegalArgumentException(
          "eventLoops is "
              + loops.getAsInt()
              + ", and it can be from 1 to "
              + MAX_LOOPS
              + "; leave it out for as many as the machine calls for");
    }
    if (loops.isPresent() && choice.equals(Optional.of(TransportChoice.JDK))) {
      throw new IllegalArgumentException(
          "the transport jdk has no event loops to be set: leave eventLoops out, or choose nio");
    }
    TransportChoice chosen = choice.orElseGet(() -> TransportChoice.of(environment));
    Certificates certificates = certificates(environment);
    Optional<Proxies> given = proxies.map(Supplier::get);
    OptionalInt count = loops;
    return timer ->
        chosen.make(
            given.orElseGet(() -> EnvironmentProxies.of(environment)), certificates, count, timer);
  }

  private void refuseBesideOwn() {
    boolean more =
        choice.isPresent()
            || loops.isPresent()
            || !trusted.isEmpty()
            || identity.isPresent()
            || proxies.isPresent();
    if (more) {
      throw new IllegalArgumentException(
          "a transport of one's own brings its certificates, proxies and event loops with it: set"
              + " them there, or leave the transport out");
    }
  }

  /** What is set in code is read now, so that what is wrong with it is told now. */
  private Certificates certificates(Map<String, String> environment) {
    TrustedCertificates named =
        trusted.isEmpty()
            ? TrustedCertificates.of(environment)
            : TrustedCertificates.of(trusted, SETTING);
    if (trusted.isEmpty() && identity.isEmpty()) {
      return named;
    }
    try {
      TrustedCertificates all = identity.isEmpty() ? named : named.showing(identity.get().read());
      all.load();
      return all;
    } catch (UntrustedException unusable) {
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
  }
}
