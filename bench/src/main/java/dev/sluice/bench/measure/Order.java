package dev.sluice.bench.measure;

import dev.sluice.bench.client.Contender;
import dev.sluice.bench.load.Ask;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client's process is to do; it travels as command line arguments.
 *
 * @param baseUrl where the load server listens, without the path
 * @param warmSeconds how long the streams run before the window that is measured
 * @param seconds how long that window is
 * @param spawnedNanos when the runner started the process, by {@link System#nanoTime}
 */
public record Order(
    Task task,
    Contender contender,
    String baseUrl,
    Ask ask,
    int streams,
    double warmSeconds,
    double seconds,
    long spawnedNanos) {

  /** The arguments that say this. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    arguments.add(task.name());
    arguments.add(contender.name());
    arguments.add(baseUrl);
    arguments.add(ask.kind().name());
    arguments.add(String.valueOf(ask.rate()));
    arguments.add(String.valueOf(ask.count()));
    arguments.add(String.valueOf(streams));
    arguments.add(String.valueOf(warmSeconds));
    arguments.add(String.valueOf(seconds));
    arguments.add(String.valueOf(spawnedNanos));
    return arguments;
  }

  static Order of(String[] arguments) {
    return new Order(
        Task.valueOf(arguments[0]),
        Contender.valueOf(arguments[1]),
        arguments[2],
        new Ask(
            Ask.Kind.valueOf(arguments[3]),
            Integer.parseInt(arguments[4]),
            Long.parseLong(arguments[5])),
        Integer.parseInt(arguments[6]),
        Double.parseDouble(arguments[7]),
        Double.parseDouble(arguments[8]),
        Long.parseLong(arguments[9]));
  }

  /** The same of another answer and so many streams. */
  Order asking(Ask other, int many) {
    return new Order(task, contender, baseUrl, other, many, warmSeconds, seconds, spawnedNanos);
  }

  /** What all streams bring together, where they are paced. */
  double chunksPerSecond() {
    return (double) ask.rate() * streams;
  }

  /** How many chunks one whole answer brings this client. */
  long chunksOfAnAnswer() {
    return ask.count() + (contender.isFloor() ? ask.otherLines() : 0);
  }
}
