import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.stream.ChatModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

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

  private final ChatModel model;

  private Speed(ChatModel model) {
    this.model = model;
  }

  public static void main(String[] args) throws Exception {
    try (Models models = Models.builder().build()) {
      new Speed(models.model("local/smollm2-135m")).run();
    }
  }

  private void run() throws Exception {
    arrivals(1);
    double[] alone = new double[ROUNDS];
    double[] together = new double[ROUNDS];
    double[] withPrompts = new double[ROUNDS];
    double[] firstMillis = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      Arrivals one = arrivals(1);
      alone[i] = one.whileAllStream();
      firstMillis[i] = one.firstMillis();
      Arrivals four = arrivals(4);
      together[i] = four.whileAllStream();
      withPrompts[i] = four.sinceTheRequests();
    }
    System.out.printf(
        "one request: %.1f tokens/s; first token: %.0f ms%n"
            + "four at once, together: %.1f tokens/s while all four stream,"
            + " %.1f from the requests to the end, prompts included%n"
            + "(medians of %d, %d tokens each)%n",
        median(alone), median(firstMillis), median(together), median(withPrompts), ROUNDS, TOKENS);
  }

  /** Asks the same at once, and notes when each token of each answer comes. */
  private Arrivals arrivals(int requests) throws Exception {
    ChatRequest request =
        ChatRequest.builder()
            .user("Count from 1 to 1000, one number after the other, in digits.")
            .temperature(0)
            .providerOption("local", "repeat_penalty", "1") // counting is repetition
            .maxTokens(TOKENS)
            .build();
    long start = System.nanoTime();
    List<Future<long[]>> answers = new ArrayList<>();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < requests; i++) {
        answers.add(readers.submit(() -> read(request)));
      }
    }
    List<long[]> times = new ArrayList<>();
    for (Future<long[]> answer : answers) {
      times.add(answer.get());
    }
    return new Arrivals(start, times);
  }

  private long[] read(ChatRequest request) {
    long[] times = new long[TOKENS];
    int count = 0;
    try (var stream = model.stream(request)) {
      for (StreamEvent event : stream.events()) {
        if (event instanceof StreamEvent.TextDelta) {
          times[count++] = System.nanoTime();
        }
      }
    }
    if (count != TOKENS) {
      throw new IllegalStateException("not %d tokens but %d".formatted(TOKENS, count));
    }
    return times;
  }

  private record Arrivals(long start, List<long[]> answers) {
    /** From the first token of the last to start to the last token of the first to end. */
    double whileAllStream() {
      long from = answers.stream().mapToLong(times -> times[0]).max().orElseThrow();
      long to = answers.stream().mapToLong(times -> times[TOKENS - 1]).min().orElseThrow();
      long tokens =
          answers.stream().flatMapToLong(Arrays::stream).filter(t -> t > from && t <= to).count();
      return tokens * 1e9 / (to - from);
    }

    double sinceTheRequests() {
      long to = answers.stream().mapToLong(times -> times[TOKENS - 1]).max().orElseThrow();
      return answers.size() * TOKENS * 1e9 / (to - start);
    }

    double firstMillis() {
      return (answers.getFirst()[0] - start) / 1e6;
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
