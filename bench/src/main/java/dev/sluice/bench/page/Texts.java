package dev.sluice.bench.page;

/** The words of the page: what each figure is and how it is measured. */
final class Texts {
  static final String INTRODUCTION =
      """
      # Benchmarks

      Generated: change `bench`, not this page. Everything here is measured by one command, in about 45
      minutes, with one build of the library: its commit, the machine and the settings stand
      [at the end](#the-machine).

      ```sh
      mvn -q -pl bench -am test-compile -Dbench.run
      mvn -q -pl bench -am test-compile -Dbench.run -Dbench.args="--only paced-500 --clients sluice,floor"
      ```

      The second form measures a part anew and leaves the rest that was measured of the same commit;
      `--thorough` measures every client everywhere and more often, which takes hours; `--against`
      compares two commits; `--help` lists scenarios, clients and settings; `--short` tries everything
      with small loads; `--render` writes this page again from `bench/target/results.jsonl`.

      ![CPU per chunk of each client](benchmarks.svg)

      - Each client is a process of its own, and the clients take turns within a repetition. All run on
        the same JVM with the same heap and collector, and see the jars that they need and no others.
      - The server is another process on the same machine: one thread that writes canned OpenAI chunks
        of about 330 bytes, each a server-sent event in an HTTP chunk of its own. Paced, it writes each
        in its own `write`, with the phases of the streams evenly spread; it wakes at most once a
        millisecond. Its CPU is not counted, but it shares the cores.
      - A cell has the **median** of all repetitions, their least and most, and how many times ours
        (the iterator) it is: the median of the ratios within each repetition. The last column says how
        many repetitions there were; where the columns are of several loads, of each.
      - Whoever a target names is measured three times in every load. The time that is left goes to the
        pairs of clients whose ratio still varies, so their rows have more repetitions; other clients are
        measured once. A client that could not do something twice was not asked again, and one whose row
        would say nothing new was not measured in that load.
      - Low rates cost more per chunk than high ones, because fewer chunks share a wake-up: a figure
        without its rate says nothing.
      """;

  static final String TARGETS =
      """
      Against the cheapest way of each peer. Where clients are compared it is the median of the ratios
      of each repetition, so that what else the machine did at the time is in neither. A target is
      reached by the median or not. An iterator brings a virtual thread for each stream, which must be
      mounted and unmounted for every chunk: it is held to the row *epoll loop, readers* below, which is
      what that costs a client that does nothing else, and the other views to the loop without.
      """;

  static final String PACED =
      """
      Warm first: 250 streams at a time of 50 chunks each at 100 chunks/s, for two seconds. Then all
      streams are opened and run for five seconds at least, and on while the JVM compiles or a client
      that was behind catches up (16 seconds at most). Then comes the window that is measured, three
      seconds.
      CPU per chunk = (user + system time of the client's process, from the operating system, at the
      end of the window − at its beginning) ÷ deltas that the user's code got in the window. Collector
      and compiler threads count.
      """;

  static final String OTHER =
      """
      Measured the same way. A tool call comes as deltas of its arguments. The server's TLS runs on
      blocking sockets and virtual threads, and costs more than it does in the clear.
      """;

  static final String FLOOD =
      """
      As fast as the socket takes it: whole answers of 100,000 chunks one after the other, or 16 at a
      time with 20,000 each, for three seconds, after two of the same. Each round opens its streams
      anew. Every answer's chunks are counted.
      """;

  static final String LATENCY =
      """
      2,000 streams × 10 chunks/s. Each delta begins with the server's monotonic clock, read right
      before the `write`; the user's code reads the same clock when it gets the delta. A window of its
      own, after the one in which CPU is measured.
      """;

  static final String MEMORY =
      """
      Threads are platform threads that the JVM counts at the end of the window. Six are in every
      process here (main, and those of the JVM); virtual threads bring one and a carrier for each core.
      Memory is that of 10,000 streams which have had one chunk and wait for the next:
      (used after − used before) ÷ streams; heap after a full collection, resident memory before it.
      """;

  static final String STALLED =
      """
      The user's code takes one chunk of a stream of 1 GB and does not come back from it. What the
      process holds more than before, a window's length later: heap after a full collection, and resident
      memory. The heap may have 512 MiB.
      """;

  static final String COLD =
      """
      From the moment before the runner starts the process to the first delta in the user's code, no
      cache of classes but the JDK's own. The floors' first line is the role, which comes at the same
      time.
      """;

  static final String CANCEL =
      """
      From the call to the provider's side of the socket closed; provider and client are in one
      process, so that one clock measures both. *None* where three sockets stayed open for two
      seconds: some clients give nothing to cancel with before a phase.
      """;

  static final String UNITS =
      """
      Measured with JMH and its allocation profiler, on bytes in memory: two processes, four
      iterations of a second each. *Server-sent events alone*: taken apart and counted. *Chunk JSON to
      event alone*: what each client makes of the text of a chunk, by its own reader: for openai-java
      and LangChain4j one binding to their classes, without the tree or string that they make first.
      *The form of a token's text*: an event written for a log, and read again.
      """;

  static final String FORMATS =
      """
      An ordinary text of 300 deltas, the same words in each format, with what each format has before,
      between and after them: from the bytes of reads of 16 KB through framing and decoder to the events
      in a sink, without policies or a stream. What asking costs is measured by itself and taken off.
      Behind each figure is how many times that of chat completions it is.

      Frames differ: an event of Anthropic's is a third as long as one of chat completions and says the
      same. So a **byte of text** is what compares formats, and it is the same for all of them that
      comparing deltas is, since the words are the same. A byte of the body says how fast bytes are
      read, and is against whoever has short frames: of those each brings its delta, which allocates its
      text and its event, however few bytes are around it.
      """;

  static final String CLIENTS =
      """
      The newest versions that Maven resolves, each used as its documentation says. The floors count
      lines that begin with `data:` and understand nothing.
      """;

  private Texts() {}
}
