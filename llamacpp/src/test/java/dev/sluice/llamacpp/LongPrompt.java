package dev.sluice.llamacpp;

import dev.sluice.llamacpp.binding.Llama;
import dev.sluice.llamacpp.binding.NativeLibraries;
import dev.sluice.llamacpp.engine.Engine;
import dev.sluice.llamacpp.engine.EngineOptions;
import dev.sluice.llamacpp.engine.GenerationEnd;
import dev.sluice.llamacpp.engine.GenerationListener;
import dev.sluice.llamacpp.engine.GenerationRequest;
import dev.sluice.llamacpp.engine.PromptPart;
import dev.sluice.llamacpp.engine.SamplerOptions;
import dev.sluice.llamacpp.store.KnownModel;
import dev.sluice.llamacpp.store.ModelStore;
import dev.sluice.provider.UserFolders;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that has a prompt computed in one piece, which takes seconds, by as many threads as it
 * is told, and then ends as it is told: {@code exits}, {@code halts}, or waits to be {@code
 * terminated}.
 */
final class LongPrompt {
  static final int CODE = 7;

  private LongPrompt() {}

  public static void main(String[] arguments) throws Exception {
    Path file = ModelStore.of(System.getenv()).obtain(KnownModel.SMOLLM2_135M, _ -> {});
    Llama llama = Llama.load(NativeLibraries.unpack(UserFolders.cache(System.getenv())));
    EngineOptions options = new EngineOptions(2048, 1, 1, 2000, Integer.parseInt(arguments[1]));
    Engine engine = Engine.open(llama, file, options);
    var prompt = List.<PromptPart>of(new PromptPart.Words("sea ".repeat(1_900)));
    engine.submit(
        new GenerationRequest(prompt, 1, SamplerOptions.greedy(), List.of()),
        new Begins(arguments[0]));
    Thread.sleep(60_000);
  }

  /** Leaves the process while the engine's thread computes. */
  private record Begins(String how) implements GenerationListener {
    @Override
    public void started(int promptTokens) {
      System.out.print("computing");
      System.out.flush();
      switch (how) {
        case "exits" -> Thread.ofPlatform().start(() -> System.exit(CODE));
        case "halts" -> Thread.ofPlatform().start(() -> Runtime.getRuntime().halt(CODE));
        default -> {}
      }
    }

    @Override
    public void text(String text) {
      System.out.print(" was not given up:" + text);
      System.out.flush();
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void ended(GenerationEnd end) {}
  }
}
