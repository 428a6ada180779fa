package dev.sluice;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.Gather;
import java.util.List;

/**
 * The front door: streams a language model's answer.
 *
 * <pre>{@code
 * var model = Sluice.model("openai/gpt-4o-mini");
 * try (var stream = model.stream("Write a short poem about Java.")) {
 *   stream.text().forEach(System.out::print);
 * }
 * }</pre>
 *
 * <p>Thread-safe. Models made here share one transport that lives as long as the process and keeps
 * it from exiting no longer than a stream is waited for. Who wants other settings, or to close what
 * was opened, makes {@link Models}.
 */
public final class Sluice {
  private Sluice() {}

  /**
   * A model by its name, {@code provider/model}, configured by the environment ({@code
   * OPENAI_API_KEY}, {@code OPENAI_BASE_URL}): {@code Models.builder().build().model(name)}, on one
   * {@link Models} that all callers share.
   *
   * @throws dev.sluice.provider.ModelUnavailableException if nothing has that name, or something it
   *     needs (a key) is missing; the message says what to do
   */
  public static ChatModel model(String name) {
    return Shared.MODELS.model(name);
  }

  /**
   * Asks many questions at once, without a thread each, and waits for all of them.
   *
   * @return one ending for each request, in their order; see {@link Gather} for other ways
   */
  public static List<Ending> gather(ChatModel model, List<ChatRequest> requests) {
    return Gather.with(model).start(requests).await();
  }

  /** Made when the first model is asked for. */
  private static final class Shared {
    static final Models MODELS = Models.builder().build();
  }
}
