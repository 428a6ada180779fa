package dev.sluice.bench.gateway;

import com.sun.management.ThreadMXBean;
import dev.sluice.bench.unit.PairAnswer;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.agui.AgUiDialect;
import dev.sluice.server.dialect.aisdk.UiMessagesDialect;
import dev.sluice.server.dialect.anthropic.MessagesDialect;
import dev.sluice.server.dialect.chat.ChatDialect;
import dev.sluice.server.dialect.gemini.GenerateContentDialect;
import dev.sluice.server.dialect.ollama.OllamaDialect;
import dev.sluice.server.dialect.responses.ResponsesDialect;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the inside of the gateway costs for a chunk of each pair, without a network and on one
 * thread. Bytes allocated need no quiet machine.
 */
public final class PairCost {
  private static final int ROUNDS = 9;

  /**
   * The least of the rounds, which others disturbed least and which was compiled best.
   *
   * @param bytes allocated for a chunk, on the thread that carries it
   * @param micros of that thread's time for it
   */
  record Cost(double bytes, double micros) {}

  private PairCost() {}

  /**
   * Prints a table of all pairs, or of those named. The number of answers in a round may follow.
   */
  public static void main(String[] args) {
    List<Pair> pairs = args.length > 0 ? Pair.of(args[0]) : Pair.all();
    int answers = args.length > 1 ? Integer.parseInt(args[1]) : 100;
    for (Pair pair : pairs) {
      Cost cost = of(pair, answers);
      System.out.printf(
          Locale.ROOT, "%-22s %6.0f bytes %6.2f µs%n", pair.id(), cost.bytes(), cost.micros());
    }
    System.exit(0);
  }

  static Cost of(Pair pair, int answers) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Spoken spoken = pair.dialect();
    String path = spoken.path("*").replaceFirst("[?].*", "");
    Head head = new Head(path, "bench", Map.of("alt", "sse"), Map.of());
    try (PairAnswer answer =
        new PairAnswer(pair.format(), dialect(spoken), head, spoken.body("bench", "Count.", 0))) {
      List<Cost> costs = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        long bytes = 0;
        long nanos = 0;
        for (int i = 0; i < answers; i++) {
          answer.open();
          bytes -= threads.getCurrentThreadAllocatedBytes();
          nanos -= threads.getCurrentThreadCpuTime();
          answer.play();
          nanos += threads.getCurrentThreadCpuTime();
          bytes += threads.getCurrentThreadAllocatedBytes();
        }
        double chunks = (double) answers * PairAnswer.CHUNKS;
        costs.add(new Cost(bytes / chunks, nanos / chunks / 1e3));
      }
      return new Cost(
          costs.stream().mapToDouble(Cost::bytes).min().orElseThrow(),
          costs.stream().mapToDouble(Cost::micros).min().orElseThrow());
    }
  }

  private static Dialect dialect(Spoken spoken) {
    return switch (spoken) {
      case CHAT -> new ChatDialect();
      case RESPONSES -> new ResponsesDialect();
      case MESSAGES -> new MessagesDialect();
      case GEMINI -> new GenerateContentDialect();
      case OLLAMA -> new OllamaDialect();
      case UI_MESSAGES -> new UiMessagesDialect();
      case AG_UI -> new AgUiDialect();
      case CONVERSE -> throw new IllegalArgumentException("no dialect of the gateway's");
    };
  }
}
