package dev.sluice.server;

import dev.sluice.log.Replay;
import dev.sluice.log.RunLog;
import dev.sluice.log.RunStart;
import dev.sluice.server.access.Catalog;
import dev.sluice.server.access.Keys;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.agui.AgUiDialect;
import dev.sluice.server.dialect.aisdk.UiMessagesDialect;
import dev.sluice.server.dialect.anthropic.MessagesDialect;
import dev.sluice.server.dialect.chat.ChatDialect;
import dev.sluice.server.dialect.gemini.GenerateContentDialect;
import dev.sluice.server.dialect.ollama.OllamaDialect;
import dev.sluice.server.dialect.responses.ResponsesDialect;
import dev.sluice.server.dialect.runs.RunsDialect;
import dev.sluice.server.http.HttpFront;
import dev.sluice.server.http.HttpSettings;
import dev.sluice.server.http.Telemetry;
import dev.sluice.server.run.Runs;
import dev.sluice.time.Clock;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that is listening: every provider behind one address, in front of a run log.
 * Thread-safe.
 */
public final class Gateway implements AutoCloseable {
  /** How long what is left may take to be closed once all runs have ended. */
  private static final Duration LAST_BYTES = Duration.ofSeconds(2);

  /** A further dialect needs its line here, and nothing else that serves requests. */
  static final List<Dialect> DIALECTS =
      List.of(
          new ChatDialect(),
          new ResponsesDialect(),
          new MessagesDialect(),
          new GenerateContentDialect(),
          new OllamaDialect(),
          new UiMessagesDialect(),
          new AgUiDialect(),
          new RunsDialect());

  private final HttpFront front;
  private final Runs runs;
  private final GatewaySettings settings;

  private Gateway(HttpFront front, Runs runs, GatewaySettings settings) {
    this.front = front;
    this.runs = runs;
    this.settings = settings;
  }

  /**
   * What a gateway and its exchanges with providers run on: an event loop for each processor, by
   * the system's own means where there are some. Whoever makes it closes it, after the gateway.
   */
  public static Vertx vertx() {
    VertxOptions options =
        new VertxOptions()
            .setPreferNativeTransport(true)
            .setEventLoopPoolSize(loops())
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    return Vertx.vertx(options);
  }

  private static int loops() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Begins to set one up. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where it is reached: {@code http://127.0.0.1:8790}. */
  public URI baseUrl() {
    return front.baseUrl();
  }

  /**
   * Takes no new connections and no new runs, gives what goes on {@link GatewaySettings#drain} to
   * end, hands the rest over as interrupted, and closes. The log, the models and the Vert.x that it
   * was given are not closed.
   */
  public CompletableFuture<Void> drain() {
    return drain(settings.drain());
  }

  private CompletableFuture<Void> drain(Duration patience) {
    front.drain(patience);
    return runs.drain(patience)
        .handle((_, _) -> null)
        .thenCompose(nothing -> front.shut(patience.plus(LAST_BYTES)));
  }

  /** As {@link #drain}, without patience; waits until it is done. */
  @Override
  public void close() {
    drain(Duration.ZERO).join();
  }

  /** Sets up a gateway. Not thread-safe. */
  public static final class Builder {
    private GatewaySettings settings = GatewaySettings.USUAL;
    private Keys keys = Keys.none();
    private Clock clock = Clock.system();
    private Consumer<String> accessLog = line -> {};
    private Consumer<String> complaints = line -> {};
    private @Nullable Vertx vertx;
    private @Nullable RunLog log;
    private @Nullable Catalog catalog;
    private List<Dialect> dialects = DIALECTS;
    private Function<RunStart, Replay.Formats> formats = start -> format -> Optional.empty();

    private Builder() {}

    /** How it is set; {@link GatewaySettings#USUAL} otherwise. */
    public Builder settings(GatewaySettings how) {
      this.settings = Objects.requireNonNull(how, "how");
      return this;
    }

    /** What it runs on: the same that the models' transport runs on, see {@link #vertx()}. */
    public Builder vertx(Vertx own) {
      this.vertx = Objects.requireNonNull(own, "own");
      return this;
    }

    /** Where runs are kept. */
    public Builder log(RunLog where) {
      this.log = Objects.requireNonNull(where, "where");
      return this;
    }

    /** Who understands the frames of a run that is kept, see {@link Replay.Formats}. */
    public Builder formats(Function<RunStart, Replay.Formats> known) {
      this.formats = Objects.requireNonNull(known, "known");
      return this;
    }

    /** Which models can be asked. */
    public Builder catalog(Catalog names) {
      this.catalog = Objects.requireNonNull(names, "names");
      return this;
    }

    /** In what else runs can be asked for, which is how a dialect is tried. */
    Builder also(Dialect further) {
      this.dialects = Stream.concat(dialects.stream(), Stream.of(further)).toList();
      return this;
    }

    /** Who may ask; anybody otherwise, which is for this machine alone. */
    public Builder keys(Keys whose) {
      this.keys = Objects.requireNonNull(whose, "whose");
      return this;
    }

    /** Who tells the time; the system otherwise. */
    public Builder clock(Clock other) {
      this.clock = Objects.requireNonNull(other, "other");
      return this;
    }

    /**
     * Who is told a line of JSON for each run that has ended; called from any thread. What it
     * throws is reported as uncaught, and no more.
     */
    public Builder accessLog(Consumer<String> lines) {
      this.accessLog = Objects.requireNonNull(lines, "lines");
      return this;
    }

    /**
     * Who is told what is wrong with the gateway itself; called from any thread. What it throws is
     * reported as uncaught, and no more.
     */
    public Builder complaints(Consumer<String> lines) {
      this.complaints = Objects.requireNonNull(lines, "lines");
      return this;
    }

    /**
     * Listens.
     *
     * @throws IllegalStateException if it cannot: the address is taken, the certificate is not
     *     right, or it would be open to others than this machine without a key
     */
    public Gateway start() {
      if (vertx == null || log == null || catalog == null) {
        throw new IllegalStateException(
            "a gateway needs a Vert.x, a log of runs and a catalogue of models");
      }
      HttpSettings http = settings.http();
      if (keys.isEmpty() && !isLoopback(http.host())) {
        throw new IllegalStateException(
            "without keys a gateway is for this machine alone, and "
                + http.host()
                + " is reached from others: set keys, or listen on 127.0.0.1");
      }
      Telemetry telemetry = Telemetry.of(clock, contained(accessLog));
      Runs runs = Runs.of(log, formats, clock, settings.runs(), settings.requests(), telemetry);
      telemetry.watch(runs);
      HttpFront front =
          HttpFront.listen(
              vertx,
              http,
              new HttpFront.Behind(
                  dialects,
                  settings.requests(),
                  catalog,
                  keys,
                  runs,
                  telemetry,
                  clock,
                  settings.runs().waitingBytes(),
                  loops(),
                  contained(complaints)));
      return new Gateway(front, runs, settings);
    }

    /** A line that is not taken is lost, and what it tells of goes on. */
    private static Consumer<String> contained(Consumer<String> lines) {
      return line -> {
        try {
          lines.accept(line);
        } catch (Throwable thrown) {
          report(thrown);
        }
      };
    }

    private static void report(Throwable thrown) {
      Thread here = Thread.currentThread();
      try {
        here.getUncaughtExceptionHandler().uncaughtException(here, thrown);
      } catch (Throwable deaf) {
        // A handler that throws has said all that it can say.
      }
    }

    private static boolean isLoopback(String host) {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException unknown) {
        return false; // Listening says what is wrong with it.
      }
    }
  }
}
