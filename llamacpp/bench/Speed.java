import dev.sluice.models.Models;
import dev.sluice.stream.ChatRequest;
import dev.sluice.stream.Ending;
import dev.sluice.stream.Gather;
import dev.sluice.stream.Reply;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How fast the embedded model answers: tokens per second of one request, and of four at once
 * together. To be held against {@code llama-bench -p 0 -n 128} of llama.cpp with the same file and
 * threads, run in turns with it on a machine that does nothing else.
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED -cp 'cli/target/sluice/lib/*' llamacpp/bench/Speed.java
 * </pre>
 */
final class Speed {
  private static final int TOKENS = 128;
  private static final int ROUNDS = 5;

  public static void main(String[] args) {
    try (Models models = Models.fromEnvironment()) {
      var model = models.model("local/smollm2-135m");
      ChatRequest request =
          ChatRequest.builder()
              .user("Count from 1 to 1000, one number after the other, in digits.")
              .temperature(0)
              .maxTokens(TOKENS)
              .build();
      model.ask(request);
      double[] alone = new double[ROUNDS];
      double[] together = new double[ROUNDS];
      double[] firstMillis = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        Reply one = model.ask(request);
        alone[i] = rate(List.of(one));
        firstMillis[i] = one.timings().firstToken().orElseThrow().toNanos() / 1e6;
        together[i] =
            rate(
                Gather.with(model).start(Collections.nCopies(4, request)).await().stream()
                    .map(Ending::completeReply)
                    .toList());
      }
      System.out.printf(
          "one request: %.1f tokens/s; four at once: %.1f tokens/s together; first token: %.0f ms"
              + " (medians of %d, %d tokens each)%n",
          median(alone), median(together), median(firstMillis), ROUNDS, TOKENS);
    }
  }

  /** Tokens after the first ÷ the time from the first token to the last, of all replies. */
  private static double rate(List<Reply> replies) {
    double tokens = 0;
    double seconds = 0;
    for (Reply reply : replies) {
      tokens += reply.usage().outputTokens().orElseThrow() - 1;
      var timings = reply.timings();
      seconds =
          Math.max(
              seconds,
              timings.lastToken().orElseThrow().minus(timings.firstToken().orElseThrow()).toNanos()
                  / 1e9);
    }
    return tokens / seconds;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
