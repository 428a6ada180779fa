package dev.sluice.llamacpp.engine;

import dev.sluice.llamacpp.binding.Llama;
import dev.sluice.llamacpp.binding.NativeLibraries;
import dev.sluice.llamacpp.engine.ChatTurn.Role;
import dev.sluice.llamacpp.store.KnownModel;
import dev.sluice.llamacpp.store.ModelStore;
import dev.sluice.provider.UserFolders;
import java.nio.file.Path;
import java.util.List;

/** The default model, from the same cache as a user's. */
final class SmallModel {
  static final String SEA = "Write one sentence about the sea.";

  /** An answer that counts on for as long as it may. */
  static final List<ChatTurn> COUNTING =
      List.of(
          new ChatTurn(Role.USER, "Count to 500."),
          new ChatTurn(Role.ASSISTANT, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10,"));

  private SmallModel() {}

  static Llama llama() {
    return Llama.load(NativeLibraries.unpack(UserFolders.cache(System.getenv())));
  }

  static Path file() {
    try {
      return ModelStore.of(System.getenv()).obtain(KnownModel.SMOLLM2_135M, _ -> {});
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** With one thread: several wait for each other, which takes long on a busy machine. */
  static Engine open(EngineOptions options) {
    try {
      return Engine.open(llama(), file(), options.withThreads(1));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static ChatTemplate template(Engine engine) {
    return ChatTemplate.of(engine.chatTemplate().orElseThrow()).orElseThrow();
  }

  /** A greedy request for one user's message. */
  static GenerationRequest ask(Engine engine, String user, int maxTokens, String... stops) {
    return ask(engine, List.of(new ChatTurn(Role.USER, user)), maxTokens, stops);
  }

  static GenerationRequest ask(
      Engine engine, List<ChatTurn> turns, int maxTokens, String... stops) {
    return new GenerationRequest(
        template(engine).prompt(turns), maxTokens, SamplerOptions.greedy(), List.of(stops));
  }
}
