package dev.sluice.server.clients;

import java.util.ArrayList;
import java.util.List;

/** A client of each dialect. */
public enum Client {
  CHAT("openai.chat"),
  RESPONSES("openai.responses"),
  MESSAGES("anthropic.messages"),
  GEMINI("gemini.generate_content"),
  OLLAMA("ollama.chat"),
  AI_SDK("ai-sdk.ui-messages"),
  AG_UI("ag-ui"),
  RUNS("runs");

  private final String dialect;

  Client(String dialect) {
    this.dialect = dialect;
  }

  private Reader reader() {
    return switch (this) {
      case CHAT -> new ChatReader();
      case RESPONSES -> new ResponsesReader();
      case MESSAGES -> new MessagesReader();
      case GEMINI -> new GeminiReader();
      case OLLAMA -> new OllamaReader();
      case AI_SDK -> new UiReader();
      case AG_UI -> new AgUiReader();
      case RUNS -> new RunsReader();
    };
  }

  /** What the gateway calls its dialect. */
  public String dialect() {
    return dialect;
  }

  /** Whether its events have {@code id:} lines. */
  public boolean hasPlaces() {
    return this != GEMINI && this != OLLAMA;
  }

  /** The events of a stream that are whole; of an array, its elements. */
  public List<Block> events(String stream) {
    if (this == OLLAMA) {
      int whole = stream.lastIndexOf('\n') + 1;
      return stream
          .substring(0, whole)
          .lines()
          .filter(line -> !line.isBlank())
          .map(line -> new Block("", "", line))
          .toList();
    }
    return this == GEMINI && stream.stripLeading().startsWith("[")
        ? elements(stream)
        : Block.all(stream);
  }

  /** Of an array that may end anywhere behind an element. */
  private static List<Block> elements(String array) {
    String all = array.strip();
    Tree read = Tree.of(all.endsWith("]") ? all : all + "]");
    List<Block> elements = new ArrayList<>();
    read.elements().forEach(element -> elements.add(new Block("", "", element.text())));
    return elements;
  }

  /** What it makes of a stream, or of what came in its place. */
  public Said stream(int status, String body) {
    return status == 200 ? told(events(body)) : document(status, body);
  }

  /** What it makes of these events. */
  public Said told(List<Block> events) {
    Reader read = reader();
    events.forEach(read::event);
    return read.said();
  }

  /** What it makes of one document. */
  public Said document(int status, String json) {
    Reader read = reader();
    if (status == 200) {
      read.document(Tree.of(json));
    } else {
      read.problem(Tree.of(json));
    }
    return read.said();
  }
}
