package dev.sluice.cli;

import dev.sluice.log.RunLog;
import dev.sluice.log.RunLogException;
import dev.sluice.models.Models;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.UserFolders;
import dev.sluice.server.Gateway;
import dev.sluice.server.Upstream;
import dev.sluice.server.access.Catalog;
import dev.sluice.store.Store;
import dev.sluice.time.Clock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A gateway from its settings to its end. */
final class Serving {
  /** Many runs are kept in one group: fewer groups cost less, and a commit takes some more. */
  private static final Duration KEPT_WITHIN = Duration.ofMillis(35);

  /** So often providers are asked what they offer. */
  private static final Duration BETWEEN_LISTS = Duration.ofHours(24);

  /** What was asked to close and does not is left to the end of the process. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Surroundings around;
  private final Map<String, String> environment;
  private final ServeOptions options;
  private final Notes notes;
  private final Clock clock;

  /**
   * One that is told these.
   *
   * @param environment with what options say in its place
   */
  Serving(Surroundings around, Map<String, String> environment, ServeOptions options) {
    this.around = around;
    this.environment = environment;
    this.options = options;
    this.notes = Notes.of(around);
    this.clock = around.clock();
  }

  /**
   * Serves until it is stopped, or says what would be served.
   *
   * @throws UsageException if something of the settings cannot be meant
   */
  int run(boolean check) {
    Configuration configuration = Configuration.of(environment);
    ServeSettings settings;
    try (Models models = configuration.models(progress -> {})) {
      settings = ServeSettings.of(configuration, options, models, clock);
      settings.remarks().forEach(notes::say);
      if (check) {
        return print(
            ServeReport.of(
                settings, Catalog.of(models, settings.catalog(), clock), file(configuration)));
      }
    }
    try {
      return serve(configuration, settings);
    } catch (RunLogException | IllegalStateException cannot) {
      tell(cannot);
      return ExitCode.FAILED;
    }
  }

  private String file(Configuration configuration) {
    return configuration.file() == null
        ? "none, there is no " + UserFolders.config(environment)
        : configuration.file().path().toString();
  }

  private int serve(Configuration configuration, ServeSettings settings) {
    CompletableFuture<Kept> kept = kept(settings.log());
    Vertx vertx = Gateway.vertx();
    try (ServeLines lines = new ServeLines(notes);
        Kept runs = opened(kept);
        Models models =
            configuration.models(
                new ProgressNotes(notes, around.overwrites(), clock),
                Upstream.transport(vertx, environment, clock))) {
      Catalog catalog = Catalog.of(models, settings.catalog(), clock);
      Gateway gateway =
          Gateway.builder()
              .settings(settings.gateway())
              .vertx(vertx)
              .log(runs.log())
              .formats(new KeptFormats())
              .catalog(catalog)
              .keys(settings.keys())
              .clock(clock)
              .accessLog(lines)
              .complaints(line -> lines.accept("sluice: " + line))
              .start();
      return untilStopped(gateway, () -> learn(models, catalog));
    } finally {
      close(vertx);
    }
  }

  /** A log, and what else is to be closed with it. */
  private record Kept(RunLog log, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
      closing.run();
    }
  }

  /** On a thread of its own: it takes as long as all the rest. */
  private CompletableFuture<Kept> kept(LogSettings settings) {
    if (!settings.keep()) {
      RunLog memory = RunLog.inMemory();
      return CompletableFuture.completedFuture(new Kept(memory, memory::close));
    }
    return CompletableFuture.supplyAsync(
        () -> {
          Store store =
              Store.builder(settings.folder())
                  .clock(clock)
                  .groupDelay(KEPT_WITHIN)
                  .retention(settings.maxAge(), settings.maxBytes())
                  .nativeFolder(UserFolders.cache(environment))
                  .formats(new KeptFormats())
                  .onTrouble(trouble -> tell(trouble))
                  .open();
          return new Kept(store.runs(), store::close);
        },
        task -> Thread.ofPlatform().daemon().name("sluice-open-store").start(task));
  }

  private void tell(RuntimeException trouble) {
    notes.say(Visible.inOneLine(String.valueOf(trouble.getMessage())));
  }

  private static Kept opened(CompletableFuture<Kept> kept) {
    try {
      return kept.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RunLogException why ? why : failed;
    }
  }

  private int untilStopped(Gateway gateway, Runnable onceItServes) {
    CompletableFuture<Integer> stopped = new CompletableFuture<>();
    around
        .interrupts()
        .onSignals(
            code -> {
              if (!stopped.complete(code)) {
                return true;
              }
              notes.say("no new runs; waiting for those that go on, once more ends at once");
              return false;
            });
    try (Interrupts.Registration _ =
        around.interrupts().onEnd(() -> stopped.complete(ExitCode.CANCELLED))) {
      int written = print(gateway.baseUrl() + "\n");
      if (written != ExitCode.COMPLETED) {
        gateway.close();
        return written;
      }
      onceItServes.run();
      int code = stopped.get();
      gateway.drain().get();
      return code == ExitCode.TERMINATED ? ExitCode.COMPLETED : code;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      gateway.close();
      return ExitCode.CANCELLED;
    } catch (ExecutionException failed) {
      throw new IllegalStateException("could not end well: " + failed.getCause(), failed);
    }
  }

  /** Lists what providers offer, now and once a day, without anybody waiting for it. */
  private void learn(Models models, Catalog catalog) {
    AtomicBoolean reported = new AtomicBoolean();
    clock.launch(
        Duration.ZERO,
        () -> {
          offer(models, catalog);
          clock.launch(BETWEEN_LISTS, () -> learn(models, catalog), why -> {});
        },
        why -> {
          if (reported.compareAndSet(false, true)) {
            notes.say("what providers offer is not listed: " + why);
          }
        });
  }

  private void offer(Models models, Catalog catalog) {
    List<ModelListing> listed =
        ListedModels.of(environment, clock).list(models, catalog.providers(), false);
    catalog.offer(
        listed.stream()
            .filter(ModelListing::usable)
            .map(ModelListing::name)
            .filter(name -> !name.matches(".*/[A-Z]+(\\.gguf)?"))
            .toList());
  }

  private int print(String text) {
    try {
      around.out().write(text.getBytes(StandardCharsets.UTF_8));
      around.out().flush();
      return ExitCode.COMPLETED;
    } catch (IOException full) {
      return Unwritable.tell(full, Destination.STANDARD_OUTPUT, notes);
    }
  }

  private static void close(Vertx vertx) {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException late) {
      // The process ends now, whatever it still does.
    }
  }
}
