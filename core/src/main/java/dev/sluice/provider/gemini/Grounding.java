package dev.sluice.provider.gemini;

import dev.sluice.chat.Citation;
import dev.sluice.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads where an answer comes from: {@code groundingMetadata} of searches, {@code citationMetadata}
 * of texts that the model repeats, {@code urlContextMetadata} of pages that it read. Not
 * thread-safe; of one chunk.
 */
final class Grounding {
  /** More than an answer has that cites every sentence several times. */
  private static final int MAX = 16 * 1024;

  final List<Source> sources = new ArrayList<>();

  /** How often the provider has searched. */
  int searches;

  private final List<Citation> chunks = new ArrayList<>();
  private final List<Support> supports = new ArrayList<>();

  /** A piece of the answer, and the chunks that it stands on. */
  private record Support(int wirePart, long from, long to, List<Integer> chunks) {}

  /** The JSON of {@code groundingMetadata}. */
  void searched(String metadata) {
    read(metadata, this::groundingMember);
    BitSet cited = new BitSet();
    for (Support support : supports) {
      for (int index : support.chunks) {
        if (index >= 0 && index < chunks.size()) {
          cited.set(index);
          add(new Source(support.wirePart, support.from, support.to, chunks.get(index)));
        }
      }
    }
    for (int i = 0; i < chunks.size(); i++) {
      if (!cited.get(i)) {
        add(new Source(0, -1, -1, chunks.get(i)));
      }
    }
  }

  /** The JSON of {@code citationMetadata}. */
  void repeated(String metadata) {
    read(
        metadata,
        (name, json) -> {
          if (name.equals("citationSources") || name.equals("citations")) {
            each(json, this::repeated);
          } else {
            json.skip();
          }
        });
  }

  /** The JSON of {@code urlContextMetadata}. */
  void visited(String metadata) {
    read(
        metadata,
        (name, json) -> {
          if (name.equals("urlMetadata")) {
            each(json, this::visited);
          } else {
            json.skip();
          }
        });
  }

  private void add(Source source) {
    if (sources.size() == MAX) {
      throw new TooMuch("the list of an answer's citations", MAX, "citations");
    }
    sources.add(source);
  }

  private void groundingMember(String name, JsonReader json) {
    switch (name) {
      case "groundingChunks" -> each(json, this::chunk);
      case "groundingSupports" -> each(json, this::support);
      case "webSearchQueries", "imageSearchQueries" -> searches += count(json);
      default -> json.skip();
    }
  }

  /** The current value, an object with one member that says what kind of source it is. */
  private void chunk(JsonReader json) {
    String raw = json.textOrJson();
    Citation.Builder citation = Citation.builder().raw(raw);
    read(
        raw,
        (kind, of) -> {
          if (of.enterObject()) {
            for (String name; (name = of.nextName()) != null; ) {
              switch (name) {
                case "uri", "sourceUri" -> citation.url(of.text());
                case "title", "documentName" -> citation.title(of.text());
                case "text" -> citation.quote(of.text());
                default -> of.skip();
              }
            }
          }
        });
    chunks.add(citation.build());
    if (chunks.size() > MAX) {
      throw new TooMuch("the list of an answer's sources", MAX, "sources");
    }
  }

  private void support(JsonReader json) {
    int part = 0;
    long from = 0; // What is zero is not told.
    long to = -1;
    List<Integer> indices = new ArrayList<>(2);
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "segment" -> {
            if (json.enterObject()) {
              for (String member; (member = json.nextName()) != null; ) {
                switch (member) {
                  case "partIndex" -> part = (int) json.number(0);
                  case "startIndex" -> from = json.number(0);
                  case "endIndex" -> to = json.number(-1);
                  default -> json.skip();
                }
              }
            }
          }
          case "groundingChunkIndices" -> indices(json, indices);
          default -> json.skip();
        }
      }
    }
    supports.add(new Support(part, to < from ? -1 : from, to, indices));
    if (supports.size() > MAX) {
      throw new TooMuch("the list of an answer's citations", MAX, "citations");
    }
  }

  private static void indices(JsonReader json, List<Integer> indices) {
    if (json.enterArray()) {
      while (json.nextElement()) {
        int index = (int) json.number(-1);
        if (indices.size() < MAX) {
          indices.add(index);
        }
      }
    }
  }

  private void repeated(JsonReader json) {
    long from = 0;
    long to = -1;
    String raw = json.textOrJson();
    long[] place = {from, to};
    Citation.Builder citation = Citation.builder().raw(raw);
    read(
        raw,
        (name, of) -> {
          switch (name) {
            case "startIndex" -> place[0] = of.number(0);
            case "endIndex" -> place[1] = of.number(-1);
            case "uri" -> citation.url(of.text());
            case "title" -> citation.title(of.text());
            default -> of.skip();
          }
        });
    boolean placed = place[1] >= place[0];
    add(new Source(0, placed ? place[0] : -1, placed ? place[1] : -1, citation.build()));
  }

  private void visited(JsonReader json) {
    String raw = json.textOrJson();
    String[] told = {"", ""};
    read(
        raw,
        (name, of) -> {
          switch (name) {
            case "retrievedUrl" -> told[0] = of.text();
            case "urlRetrievalStatus" -> told[1] = of.text();
            default -> of.skip();
          }
        });
    if (told[1].endsWith("SUCCESS") && !told[0].isEmpty()) {
      add(new Source(0, -1, -1, Citation.builder().url(told[0]).raw(raw).build()));
    }
  }

  private static int count(JsonReader json) {
    int count = 0;
    if (json.enterArray()) {
      while (json.nextElement()) {
        count++;
        json.skip();
      }
    }
    return count;
  }

  /** Takes one member's value. */
  private interface Member {
    void read(String name, JsonReader json);
  }

  /** Takes one element. */
  private interface Element {
    void read(JsonReader json);
  }

  private static void read(String text, Member member) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          member.read(name, json);
        }
      }
    }
  }

  private static void each(JsonReader json, Element element) {
    if (json.enterArray()) {
      while (json.nextElement()) {
        if (json.isObject()) {
          element.read(json);
        } else {
          json.skip();
        }
      }
    }
  }
}
