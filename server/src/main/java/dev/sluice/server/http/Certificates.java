package dev.sluice.server.http;

import dev.sluice.time.Clock;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The certificate and its key, looked at now and then: a new pair is used once both files fit each
 * other, and until then the old one is. Thread-safe.
 */
final class Certificates implements AutoCloseable {
  private static final Duration LOOKS = Duration.ofSeconds(5);

  private final PemFiles files;
  private final Clock clock;
  private final Consumer<String> complaints;
  private PemPair used;

  /** What was complained of last: it is told once. */
  private String wrong = "";

  private Clock.Alarm alarm = () -> {};
  private boolean closed;

  /**
   * Reads the files.
   *
   * @throws IllegalStateException if they cannot be used
   */
  Certificates(PemFiles files, Clock clock, Consumer<String> complaints) {
    this.files = files;
    this.clock = clock;
    this.complaints = complaints;
    try {
      this.used = PemPair.read(files);
      used.check();
    } catch (IOException | IllegalArgumentException unusable) {
      throw new IllegalStateException(
          "the TLS certificate " + files.certificates() + " cannot be used: " + told(unusable),
          unusable);
    }
  }

  synchronized KeyCertOptions options() {
    return used.options();
  }

  /** Has each new pair used from now on. */
  synchronized void watch(Consumer<KeyCertOptions> user) {
    if (!closed) {
      alarm = clock.launch(LOOKS, () -> look(user), thrown -> complaints.accept(told(thrown)));
    }
  }

  private synchronized void look(Consumer<KeyCertOptions> user) {
    try {
      PemPair now = PemPair.read(files);
      if (!now.equals(used)) {
        now.check();
        used = now;
        user.accept(now.options());
      }
      wrong = "";
    } catch (IOException | IllegalArgumentException unusable) {
      String why = told(unusable);
      if (!why.equals(wrong)) {
        wrong = why;
        complaints.accept(
            "the TLS certificate "
                + files.certificates()
                + " was changed, but cannot be used: "
                + why
                + "; the one from before is used on");
      }
    }
    watch(user);
  }

  private static String told(Throwable thrown) {
    return thrown instanceof IOException ? thrown.toString() : String.valueOf(thrown.getMessage());
  }

  @Override
  public synchronized void close() {
    closed = true;
    alarm.cancel();
  }
}
