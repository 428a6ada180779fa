package dev.sluice.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ReplyBuilder;
import dev.sluice.json.JsonReaders;
import dev.sluice.testing.Mutations;
import dev.sluice.testing.Recorder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever stands in chunks, nothing is thrown, and no word is lost or said twice. */
class JunkChunksTest {
  private static final List<String> SEEDS =
      List.of(
          """
          {"id":"c","model":"m","system_fingerprint":"f","choices":[{"index":0,"delta":{"role":"assistant","content":"a","reasoning":"r","refusal":null},"logprobs":{"content":[{"token":"a","logprob":-1}]},"finish_reason":null}],"usage":{"prompt_tokens":1,"completion_tokens":2,"cost":0.5,"prompt_tokens_details":{"cached_tokens":1}}}
          """,
          """
          {"choices":[{"index":1,"delta":{"content":[{"type":"text","text":"a"},{"type":"thinking","thinking":[{"text":"b"}]},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},{"type":"x","y":[1]},"s",5]},"finish_reason":"stop"}]}
          """,
          """
          {"choices":[{"delta":{"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"a","arguments":"{\\"x\\":"},"extra_content":{"google":{"thought_signature":"s"}}},{"id":"u","function":{"name":"b","arguments":{"y":[]}}}],"function_call":{"name":"c","arguments":"{}"}}}]}
          """,
          """
          {"choices":[{"message":{"content":"m","reasoning_details":[{"type":"reasoning.text","text":"d","index":0},{"type":"reasoning.encrypted","data":"e"}],"thinking_blocks":[{"thinking":"t","signature":"s"}],"reasoning_opaque":"o","images":[{"image_url":"https://example.org"}],"audio":{"id":"a","data":"AAEC","transcript":"t"},"annotations":[{"url_citation":{"url":"u","start_index":0,"end_index":1}}]},"finish_reason":"length","usage":{}}],"citations":["u"],"search_results":[{"url":"v"}],"x_groq":{"usage":{"prompt_tokens":3}},"object":"chat.completion"}
          """);

  @Test
  void whateverAChunkHoldsNothingIsThrownAndReadersUnderstandAll() {
    List<byte[]> seeds =
        SEEDS.stream().map(seed -> seed.strip().getBytes(StandardCharsets.UTF_8)).toList();
    JsonReaders readers = new JsonReaders();
    Random random = new Random(7);
    Mutations.of(
        seeds,
        30_000,
        mutation -> {
          Recorder heard = new Recorder();
          ChunkDecoder decoder =
              new ChunkDecoder(readers, "r", List.of(), "", "p", random.nextBoolean());
          List<byte[]> chunks =
              List.of(
                  seeds.get(random.nextInt(seeds.size())),
                  mutation,
                  seeds.get(random.nextInt(seeds.size())));
          for (byte[] chunk : chunks) {
            if (decoder.onFrame("message", chunk, 0, chunk.length, heard) != null) {
              break;
            }
          }
          decoder.onEndOfInput();
          ReplyBuilder reply = new ReplyBuilder("p/m", 0, true);
          heard.events().forEach(event -> reply.add(event, 0));
        });
  }

  /** A piece of an answer. */
  private record Piece(Kind kind, String text) {}

  private enum Kind {
    TEXT,
    REASONING,
    REFUSAL
  }

  @Test
  void inWhateverShapeWordsComeTheyAreToldOnceAndInOrder() {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      List<Piece> wanted = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        wanted.add(
            new Piece(
                Kind.values()[random.nextInt(3)],
                List.of("a", " b", "7", "true", "é\\n", "{", "\\\"q\\\"", "null ", "😀")
                    .get(random.nextInt(9))));
      }
      boolean counts = random.nextInt(4) == 0;
      boolean mirrors = random.nextInt(4) == 0;
      List<String> chunks = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        chunks.add(chunk(wanted.get(i), counts ? i : 0, mirrors, random));
      }
      chunks.add(
          "{\"choices\":[{\"index\":%d,\"delta\":{},\"finish_reason\":\"stop\"}]}"
              .formatted(counts ? wanted.size() : 0));
      Decoded decoded = Decoded.prefix(chunks);
      assertThat(decoded.parts()).as("seed %d: %s", seed, chunks).isEqualTo(parts(wanted));
    }
  }

  private static List<String> parts(List<Piece> pieces) {
    List<String> parts = new ArrayList<>();
    Kind kind = null;
    for (Piece piece : pieces) {
      String text = piece.text.replace("\\n", "\n").replace("\\\"", "\"");
      String word =
          switch (piece.kind) {
            case TEXT -> "text ";
            case REASONING -> "reasoning ";
            case REFUSAL -> "refusal ";
          };
      if (piece.kind == kind) {
        parts.set(parts.size() - 1, parts.getLast() + text);
      } else {
        parts.add(word + text);
      }
      kind = piece.kind;
    }
    return parts;
  }

  private static String chunk(Piece piece, int index, boolean mirrors, Random random) {
    String value = "\"" + piece.text + "\"";
    String told =
        switch (piece.kind) {
          case TEXT -> "\"content\":" + shape(value, "text", random);
          case REASONING -> thoughts(value, random);
          case REFUSAL -> "\"refusal\":" + value;
        };
    List<String> members = new ArrayList<>(List.of(told));
    Stream.of("\"role\":\"assistant\"", "\"x\":{\"content\":\"no\"}", "\"tool_calls\":[]")
        .filter(junk -> random.nextBoolean())
        .forEach(junk -> members.add(random.nextInt(members.size() + 1), junk));
    String delta = "{" + String.join(",", members) + "}";
    String message = mirrors ? ",\"message\":" + delta : "";
    return "{\"choices\":[{\"index\":"
        + index
        + ",\"delta\":"
        + delta
        + message
        + ",\"logprobs\":null,\"finish_reason\":null}],\"y\":[{\"content\":\"no\"}],\"usage\":null}";
  }

  private static String shape(String value, String type, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "[" + value + "]";
      case 1 -> "[{\"type\":\"" + type + "\",\"text\":" + value + "}]";
      case 2 -> "{\"text\":" + value + ",\"type\":\"" + type + "\"}";
      case 3 -> value.equals("\"7\"") || value.equals("\"true\"") ? value.replace("\"", "") : value;
      default -> value;
    };
  }

  private static String thoughts(String value, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "\"reasoning\":" + value + ",\"reasoning_content\":" + value;
      case 1 -> "\"reasoning_text\":" + value;
      case 2 -> "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"text\":" + value + "}]}]";
      case 3 -> "\"reasoning\":" + shape(value, "reasoning.text", random);
      case 4 ->
          "\"reasoning\":"
              + value
              + ",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":"
              + value
              + "}]";
      default -> "\"reasoning_content\":" + value + ",\"content\":null";
    };
  }
}
