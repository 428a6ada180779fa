package dev.sluice.bench.client;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Who is compared. */
public enum Contender {
  SLUICE_ITERATOR("sluice", "iterator", "stream.events() on a virtual thread for each stream"),
  SLUICE_PUBLISHER("sluice", "publisher", "a Flow.Subscriber that asks for everything"),
  SLUICE_CALLBACK("sluice", "callback", "onEach(listener)"),
  SLUICE_INLINE(
      "sluice",
      "inline callback",
      "onEach(inline, listener): on the thread that reads the network, which must never wait"),
  EPOLL("floor", "epoll loop", "one thread, one selector; counts lines"),
  EPOLL_READERS(
      "floor",
      "epoll loop, readers",
      "the same, and a virtual thread for each stream that parks until there is something"),
  JDK("floor", "JDK HttpClient", "same-thread executor, push subscriber; counts lines"),
  LANGCHAIN4J(
      "langchain4j",
      "streaming",
      "OpenAiStreamingChatModel with its default HTTP client, the JDK's"),
  OPENAI_SYNC("openai-java", "sync", "createStreaming on a virtual thread for each stream"),
  OPENAI_ASYNC(
      "openai-java",
      "async",
      "async().createStreaming, subscribed; the dispatcher's limit of 64 requests is lifted"),
  SPRING_AI(
      "spring-ai",
      "flux",
      "ChatClient.prompt().stream().content(); the dispatcher's limits are lifted");

  /** Whose it is. */
  private final String library;

  private final String way;
  private final String use;

  Contender(String library, String way, String use) {
    this.library = library;
    this.way = way;
    this.use = use;
  }

  /** {@code library/way}, without spaces: what it is called on the command line. */
  public String id() {
    return library
        + "/"
        + way.replace(",", "").replace(' ', '-').toLowerCase(java.util.Locale.ROOT);
  }

  /** What it is called on the page. */
  public String label() {
    return isFloor() ? "floor: " + way : library + ", " + way;
  }

  /** How it is used. */
  public String use() {
    return use;
  }

  /** Whose it is. */
  public String library() {
    return library;
  }

  /** Whether it is this project's. */
  public boolean isOurs() {
    return library.equals("sluice");
  }

  /** Whether it only counts lines, and so knows neither text nor how an answer ends. */
  public boolean isFloor() {
    return library.equals("floor");
  }

  /** A client of this kind for a server. */
  public Client client(String baseUrl) {
    // Not a constructor in a field: that would load the classes of every other one.
    return switch (this) {
      case SLUICE_ITERATOR -> new SluiceClient(baseUrl, SluiceClient.View.ITERATOR);
      case SLUICE_PUBLISHER -> new SluiceClient(baseUrl, SluiceClient.View.PUBLISHER);
      case SLUICE_CALLBACK -> new SluiceClient(baseUrl, SluiceClient.View.CALLBACK);
      case SLUICE_INLINE -> new SluiceClient(baseUrl, SluiceClient.View.INLINE_CALLBACK);
      case EPOLL -> new EpollClient(baseUrl, false);
      case EPOLL_READERS -> new EpollClient(baseUrl, true);
      case JDK -> new JdkClient(baseUrl);
      case LANGCHAIN4J -> new LangChain4jClient(baseUrl);
      case OPENAI_SYNC -> new OpenAiSyncClient(baseUrl);
      case OPENAI_ASYNC -> new OpenAiAsyncClient(baseUrl);
      case SPRING_AI -> new SpringAiClient(baseUrl);
    };
  }

  /** The entries of a class path that this one needs: nobody pays for the jars of others. */
  public List<String> classPath(List<String> all) {
    List<String> foreign =
        switch (library) {
          case "langchain4j" ->
              List.of(
                  "/com/openai/", "/com/squareup/", "/org/springframework/", "/io/projectreactor/");
          case "openai-java" ->
              List.of("/dev/langchain4j/", "/org/springframework/", "/io/projectreactor/");
          case "spring-ai" -> List.of("/dev/langchain4j/");
          default ->
              List.of(
                  "/com/openai/",
                  "/com/squareup/",
                  "/org/springframework/",
                  "/io/projectreactor/",
                  "/dev/langchain4j/",
                  "/com/fasterxml/",
                  "/org/jetbrains/",
                  "/io/micrometer/",
                  "/org/openjdk/",
                  "/com/github/",
                  "/com/networknt/",
                  "/io/swagger/",
                  "/org/antlr/");
        };
    return all.stream()
        .filter(entry -> foreign.stream().noneMatch(entry.replace('\\', '/')::contains))
        .toList();
  }

  /** The one with this id. */
  public static Optional<Contender> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
  }
}
