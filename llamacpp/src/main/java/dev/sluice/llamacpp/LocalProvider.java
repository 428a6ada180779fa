package dev.sluice.llamacpp;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.llamacpp.binding.Llama;
import dev.sluice.llamacpp.binding.LlamaException;
import dev.sluice.llamacpp.binding.NativeLibraries;
import dev.sluice.llamacpp.engine.ChatTemplate;
import dev.sluice.llamacpp.engine.ChatTurn;
import dev.sluice.llamacpp.engine.Engine;
import dev.sluice.llamacpp.engine.EngineOptions;
import dev.sluice.llamacpp.engine.GenerationRequest;
import dev.sluice.llamacpp.engine.SamplerOptions;
import dev.sluice.llamacpp.store.KnownModel;
import dev.sluice.llamacpp.store.ModelStore;
import dev.sluice.llamacpp.store.ModelStoreException;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.provider.UserFolders;
import dev.sluice.spi.provider.ModelProvider;
import dev.sluice.spi.provider.ProviderContext;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * {@code local/smollm2-135m}, which is fetched when it is first used, and {@code local/PATH.gguf}
 * for any other file that llama.cpp reads. Needs no key and, once fetched, no network.
 *
 * <p>Settings: {@code SLUICE_LOCAL_CONTEXT} (tokens of a prompt and its answer), {@code
 * SLUICE_LOCAL_PARALLEL} (answers computed at once), {@code SLUICE_LOCAL_THREADS}; {@code
 * SLUICE_HOME} and {@code HF_ENDPOINT} as {@link ModelStore} reads them.
 */
public final class LocalProvider implements ModelProvider {
  /** What stands before the slash in the models' names. */
  static final String NAME = "local";

  private static final String CONTEXT = "SLUICE_LOCAL_CONTEXT";
  private static final String PARALLEL = "SLUICE_LOCAL_PARALLEL";
  private static final String THREADS = "SLUICE_LOCAL_THREADS";
  private static final int MAX_CONTEXT = 1 << 20;
  private static final int MAX_PARALLEL = 64;
  private static final int MAX_THREADS = 512;

  private final LongSupplier seeds;

  /** One for each file and setting, guarded by itself. */
  private final Map<Shared, SharedModel> models = new HashMap<>();

  private boolean closed;

  private record Shared(LocalModel model, Path cache, EngineOptions options) {}

  /** Draws a seed for each request that has none. */
  public LocalProvider() {
    this(new SplittableRandom()::nextLong);
  }

  LocalProvider(LongSupplier seeds) {
    this.seeds = seeds;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isRemote() {
    return false;
  }

  @Override
  public StreamSource source(String model, ProviderContext context) {
    LocalModel local =
        LocalModel.named(model, UserFolders.home(context.environment()))
            .orElseThrow(
                () ->
                    new ModelUnavailableException(
                        "there is no local model '%s': there is %s, and local/PATH.gguf for a file"
                            .formatted(model, known())));
    if (local instanceof LocalModel.OnDisk(Path file) && !Files.exists(file)) {
      throw new ModelUnavailableException("there is no file " + file);
    }
    NativeLibraries.missing()
        .ifPresent(
            why -> {
              throw new ModelUnavailableException(why);
            });
    Reports reports = new Reports(context.progress());
    SharedModel shared = shared(local, context, reports);
    return new StreamSource() {
      @Override
      public void open(ChatRequest request, StreamSink sink) {
        LocalProvider.this.open(local, shared, request, sink, reports, context.clock());
      }

      @Override
      public boolean prefills() {
        return true;
      }
    };
  }

  private void open(
      LocalModel local,
      SharedModel shared,
      ChatRequest request,
      StreamSink sink,
      Reports reports,
      Clock clock) {
    switch (Conversation.of(request)) {
      case Conversation.Refused(String message) -> refuse(message, sink);
      case Conversation.Understood(List<ChatTurn> turns) -> {
        switch (AnswerOptions.of(local, request, this::nextSeed)) {
          case AnswerOptions.Refused(String message) -> refuse(message, sink);
          case AnswerOptions.Understood(SamplerOptions sampling, int maxTokens) -> {
            LocalAnswer answer =
                new LocalAnswer(
                    local.title(),
                    request.streamed(),
                    loaded ->
                        new GenerationRequest(
                            loaded.template().prompt(turns),
                            maxTokens,
                            sampling,
                            request.sampling().stop()),
                    Conversation.leftOut(request),
                    sink,
                    shared,
                    new PromptNotice(reports, clock));
            sink.onOpen(answer);
            if (!answer.isCancelled()) {
              shared.await(answer);
            }
          }
        }
      }
    }
  }

  private static void refuse(String message, StreamSink sink) {
    sink.onOpen(new NothingToControl());
    sink.onEnd(new Cause.Failed(new Failure.InvalidRequest(message)));
  }

  private synchronized long nextSeed() {
    return seeds.getAsLong();
  }

  private SharedModel shared(LocalModel local, ProviderContext context, Reports reports) {
    Shared key = new Shared(local, UserFolders.cache(context.environment()), options(context));
    synchronized (models) {
      SharedModel shared =
          models.computeIfAbsent(
              key, _ -> new SharedModel(local.title(), () -> load(key, context, reports)));
      if (closed) {
        shared.close();
      }
      return shared;
    }
  }

  private static LoadedModel load(Shared key, ProviderContext context, Reports reports)
      throws ModelStoreException, InterruptedException {
    ModelStore store = ModelStore.of(context.environment());
    Path file = key.model().file(store, context.progress());
    try (LoadNotice _ = new LoadNotice(key.model().title(), reports, context.clock())) {
      return load(key, file);
    }
  }

  private static LoadedModel load(Shared key, Path file) throws InterruptedException {
    Llama llama = Llama.load(NativeLibraries.unpack(key.cache()));
    Engine engine = Engine.open(llama, file, key.options());
    try {
      return new LoadedModel(engine, template(key.model(), engine));
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  private static ChatTemplate template(LocalModel model, Engine engine) {
    String jinja =
        engine
            .chatTemplate()
            .orElseThrow(
                () ->
                    new LlamaException(
                        model.title()
                            + " has no chat template, so it was not made for conversations: use an instruct model."));
    return ChatTemplate.of(jinja)
        .orElseThrow(
            () ->
                new LlamaException(
                    "%s has a chat template of a family that is not known here. Known are: %s."
                        .formatted(model.title(), String.join(", ", ChatTemplate.families()))));
  }

  private static EngineOptions options(ProviderContext context) {
    EngineOptions defaults = EngineOptions.defaults();
    return defaults
        .withContextTokens(number(context, CONTEXT, defaults.contextTokens(), MAX_CONTEXT))
        .withParallel(number(context, PARALLEL, defaults.parallel(), MAX_PARALLEL))
        .withThreads(
            Math.min(
                number(context, THREADS, defaults.threads(), MAX_THREADS),
                // llama.cpp's threads wait for one another by spinning: those that have no
                // processor make it hundreds of times slower, and a cancel as much later.
                Runtime.getRuntime().availableProcessors()));
  }

  private static int number(ProviderContext context, String name, int otherwise, int max) {
    String text = context.setting(name).orElse(String.valueOf(otherwise));
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as is a number out of range.
    }
    throw new ModelUnavailableException(
        "%s must be a whole number from 1 to %,d, not '%s'".formatted(name, max, text));
  }

  @Override
  public List<ModelListing> models(ProviderContext context) {
    ModelStore store = ModelStore.of(context.environment());
    var missing = NativeLibraries.missing();
    List<ModelListing> listings = new ArrayList<>();
    for (KnownModel model : KnownModel.all()) {
      boolean cached = store.isCached(model);
      String state =
          missing.orElse(
              cached
                  ? "in " + store.fileOf(model)
                  : "downloads %d MB when first used".formatted(model.bytes() / 1_000_000));
      listings.add(
          new ModelListing(
              name() + "/" + model.name(),
              missing.isEmpty(),
              state,
              cached ? OptionalLong.of(model.bytes()) : OptionalLong.empty()));
    }
    listings.add(
        new ModelListing(
            name() + "/PATH.gguf",
            missing.isEmpty(),
            missing.orElse("any GGUF file with a chat template"),
            OptionalLong.empty()));
    return listings;
  }

  private String known() {
    return KnownModel.all().stream()
        .map(model -> name() + "/" + model.name())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    List<SharedModel> all;
    synchronized (models) {
      closed = true;
      all = List.copyOf(models.values());
    }
    all.forEach(SharedModel::close);
  }

  /** For a stream that ended before it began. */
  private record NothingToControl() implements StreamControl {
    @Override
    public void resume() {}

    @Override
    public void cancel() {}
  }
}
