package dev.sluice.server.dialect.aisdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Recorded.Answer;
import dev.sluice.server.dialect.Recorded.Frame;
import dev.sluice.server.dialect.Told;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What providers once answered, told as a UI message, kept by a client and sent back, says the
 * same.
 */
class UiRecordedTest {
  private static final Told TOLD =
      new Told("r1", "some/model", Instant.EPOCH, Asked.View.USUAL, ChatRequest.of("hi"), Map.of());

  /** A part as a client would keep it: the members of its JSON. */
  private final List<Map<String, String>> parts = new ArrayList<>();

  private final Map<String, Map<String, String>> open = new HashMap<>();
  private String end = "";

  @Test
  void whatIsSentBackIsWhatWasSaid() {
    List<Path> files = Recorded.files(false);
    assumeFalse(
        files.isEmpty(),
        "skipped: the recorded streams are not here (../shared/fixtures beside the repository)");
    for (Path file : files) {
      check(file);
    }
  }

  private void check(Path file) {
    Answer answer = Recorded.answer(file);
    Bytes out = new Bytes();
    Encoder encoder = new UiMessagesDialect().encoder(TOLD);
    int position = 0;
    for (StreamEvent event : answer.events()) {
      encoder.event(event, Recorded.at(++position), out);
    }
    encoder.end(answer.ending(), Recorded.at(position + 1), out);
    parts.clear();
    open.clear();
    end = "";
    for (Frame frame : Recorded.parsed(out)) {
      String data = new String(frame.data(), UTF_8);
      if (!data.equals("[DONE]")) {
        hear(members(data));
      }
    }
    boolean good = answer.ending() instanceof Ending.Completed;
    assertThat(end).as(file.toString()).isEqualTo(good ? "finish" : "error");
    if (good) {
      assertSame(file, answer.ending().reply(), sentBack());
    }
  }

  private void hear(Map<String, String> event) {
    String type = event.getOrDefault("type", "");
    String id = event.getOrDefault("id", event.getOrDefault("toolCallId", ""));
    switch (type) {
      case "text-start", "reasoning-start" -> {
        Map<String, String> part = new LinkedHashMap<>();
        part.put("type", type.substring(0, type.indexOf('-')));
        part.put("text", "");
        parts.add(part);
        assertThat(open.put(type.charAt(0) + id, part)).isNull();
      }
      case "text-delta", "reasoning-delta" ->
          Objects.requireNonNull(open.get(type.charAt(0) + id))
              .merge("text", event.getOrDefault("delta", ""), String::concat);
      case "text-end", "reasoning-end" -> {
        Map<String, String> part = Objects.requireNonNull(open.remove(type.charAt(0) + id));
        if (event.containsKey("providerMetadata")) {
          part.put("providerMetadata", event.get("providerMetadata"));
        }
      }
      case "tool-input-available" -> {
        if (!event.containsKey("providerExecuted")) {
          Map<String, String> part = new LinkedHashMap<>();
          part.put("type", "tool-" + event.get("toolName"));
          part.put("toolCallId", id);
          part.put("input", event.get("input"));
          part.put("state", "output-available");
          part.put("output", "done");
          if (event.containsKey("providerMetadata")) {
            part.put("callProviderMetadata", event.get("providerMetadata"));
          }
          parts.add(part);
        }
      }
      case "finish", "error" -> end = type;
      default -> {}
    }
  }

  private static Map<String, String> members(String data) {
    byte[] bytes = data.getBytes(UTF_8);
    Map<String, String> members = new LinkedHashMap<>();
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      assertThat(json.enterObject()).isTrue();
      for (String name; (name = json.nextName()) != null; ) {
        members.put(name, json.isText() ? json.text() : json.json());
      }
    }
    return members;
  }

  private List<Message> sentBack() {
    JsonWriter json = new JsonWriter().object().array("messages").object().put("role", "user");
    json.array("parts").object().put("type", "text").put("text", "hi").end().end().end();
    json.object().put("role", "assistant").array("parts");
    for (Map<String, String> part : parts) {
      json.object();
      part.forEach(
          (name, value) -> {
            if (name.endsWith("Metadata") || (name.equals("input") && value.startsWith("{"))) {
              json.putJson(name, value);
            } else {
              json.put(name, value);
            }
          });
      json.end();
    }
    byte[] body = json.end().end().end().end().text().getBytes(UTF_8);
    return new UiMessagesDialect().decode(body, Limits.USUAL).request().messages();
  }

  private static void assertSame(Path file, Reply reply, List<Message> back) {
    StringBuilder text = new StringBuilder();
    StringBuilder proofs = new StringBuilder();
    List<String> calls = new ArrayList<>();
    for (Message message : back) {
      if (message instanceof Message.Assistant(List<Part> said, String model)) {
        said.forEach(part -> gather(part, text, proofs, calls));
      }
    }
    StringBuilder before = new StringBuilder();
    StringBuilder proofsBefore = new StringBuilder();
    List<String> callsBefore = new ArrayList<>();
    List<Part> said = new ArrayList<>(reply.parts());
    while (!said.isEmpty() && said.getLast() instanceof Part.Reasoning) {
      said.removeLast(); // Nothing follows: no provider takes it back.
    }
    said.forEach(part -> gather(part, before, proofsBefore, callsBefore));
    assertThat(text.toString()).as(file.toString()).isEqualTo(before.toString());
    assertThat(proofs.toString()).as(file.toString()).isEqualTo(proofsBefore.toString());
    assertThat(calls).as(file.toString()).hasSameSizeAs(callsBefore);
  }

  private static void gather(
      Part part, StringBuilder text, StringBuilder proofs, List<String> calls) {
    switch (part) {
      case Part.Text piece -> text.append(piece.text());
      case Part.Refusal piece -> text.append(piece.text());
      case Part.Reasoning thought ->
          proofs
              .append(thought.text())
              .append(thought.signature())
              .append(thought.cipher())
              .append(thought.data());
      case Part.ToolCall call when !call.isRunByProvider() -> calls.add(call.name());
      default -> {}
    }
  }
}
