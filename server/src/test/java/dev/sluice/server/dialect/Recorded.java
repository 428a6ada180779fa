package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonReader;
import dev.sluice.log.Offset;
import dev.sluice.models.Models;
import dev.sluice.spi.provider.KeptFrames;
import dev.sluice.sse.SseDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers of real providers, recorded beside the repository, and what the library itself makes of
 * them and of what dialects write.
 */
public final class Recorded {
  private static final Map<String, String> FORMATS =
      Map.of(
          "openai-chat", "openai.chat",
          "deepseek", "openai.chat",
          "groq", "openai.chat",
          "mistral", "openai.chat",
          "perplexity", "openai.chat",
          "anthropic", "anthropic.messages",
          "gemini", "gemini.generate_content",
          "bedrock", "bedrock.converse",
          "openai-responses", "openai.responses");

  private Recorded() {}

  /** A frame of one. */
  public static final class Frame {
    private final String type;
    private final byte[] data;

    /** Of this type. */
    public Frame(String type, byte[] data) {
      this.type = type;
      this.data = data;
    }

    /** Its type, {@code message} if it has none. */
    public String type() {
      return type;
    }

    /** What it says. */
    public byte[] data() {
      return data;
    }
  }

  /** What the library makes of frames. */
  public record Answer(List<StreamEvent> events, Ending ending) {}

  /** Files of recordings, all or those of chat completions; none if they are not here. */
  public static List<Path> files(boolean chatAlone) {
    Path folder = folder();
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .filter(file -> !chatAlone || format(file).equals("openai.chat"))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static @Nullable Path folder() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path folder = at.resolve("shared").resolve("fixtures");
      if (Files.isDirectory(folder)) {
        return folder;
      }
    }
    return null;
  }

  /** The frames of a recording. */
  public static List<Frame> frames(Path file) {
    List<Frame> frames = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          frames.add(frame(format(file), line));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return frames;
  }

  /** A frame of this format, as it is recorded. */
  public static Frame frame(String format, String line) {
    byte[] data = line.getBytes(UTF_8);
    return switch (format) {
      case "bedrock.converse" -> event(data);
      case "openai.responses", "anthropic.messages" -> new Frame(type(data), data);
      default -> new Frame("message", data);
    };
  }

  /** One of Bedrock's, whose type is the name of the line's only member. */
  private static Frame event(byte[] line) {
    try (JsonReader json = new JsonReader(line, 0, line.length)) {
      json.enterObject();
      String type = String.valueOf(json.nextName());
      return new Frame("event/" + type, json.json().getBytes(UTF_8));
    }
  }

  private static String type(byte[] data) {
    try (JsonReader json = new JsonReader(data, 0, data.length)) {
      if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("type")) {
            return json.text();
          }
          json.skip();
        }
      }
    }
    return "message";
  }

  private static String provider(Path file) {
    Path folder = file.getParent();
    return folder == null ? "" : String.valueOf(folder.getFileName());
  }

  /** The wire format of a recording. */
  public static String format(Path file) {
    return FORMATS.getOrDefault(provider(file), "");
  }

  /** What the library makes of a recording. */
  public static Answer answer(Path file) {
    String model = provider(file).replace("-chat", "").replace("-responses", "") + "/m";
    return answer(format(file), model, frames(file));
  }

  /** What the library makes of frames. */
  public static Answer answer(String format, String model, List<Frame> frames) {
    try (Models models = Models.builder().withoutEnvironment().build()) {
      ChatRequest request = ChatRequest.of("hi");
      KeptFrames kept = models.frames(format, model, request).orElseThrow();
      ReplyBuilder reply = new ReplyBuilder(model, 0, true);
      List<StreamEvent> events = new ArrayList<>();
      for (Frame frame : frames) {
        kept.frame(frame.type, frame.data, 0, frame.data.length, event -> events.add(event));
      }
      Outcome outcome = kept.end(events::add);
      events.forEach(event -> reply.add(event, 0));
      return new Answer(events, reply.end(outcome, 0));
    }
  }

  /** The frames of a stream, as the library's own decoder sees them. */
  public static List<Frame> parsed(Bytes stream) {
    List<Frame> frames = new ArrayList<>();
    SseDecoder decoder =
        new SseDecoder(
            (type, bytes, from, length) -> {
              byte[] data = new byte[length];
              System.arraycopy(bytes, from, data, 0, length);
              frames.add(new Frame(type, data));
              return true;
            });
    decoder.feed(stream.array(), 0, stream.size());
    if (!decoder.isBetweenEvents()) {
      throw new AssertionError("half an event at the end: " + stream);
    }
    return frames;
  }

  /** A place. */
  public static Offset at(int position) {
    return new Offset(1, position);
  }
}
