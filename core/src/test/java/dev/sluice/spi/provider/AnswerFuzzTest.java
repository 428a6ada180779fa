package dev.sluice.spi.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.testing.Coded;
import dev.sluice.testing.Mutations;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Pieces;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes at all, as the body of an answer: one ending, never a defect, the same in every cut,
 * and no more memory than the bytes deserve. The first byte says what the head is.
 */
@Timeout(240)
class AnswerFuzzTest {
  private static final String STREAM = "text/event-stream";
  private static final String JSON = "application/json";

  /** What the first byte chooses from; with a coding, or without. */
  private static final List<Map<String, String>> HEADS =
      List.of(
          Map.of("content-type", STREAM),
          Map.of("content-type", JSON),
          Map.of("content-type", "text/html"),
          Map.of(),
          Map.of("content-type", STREAM, "content-encoding", "gzip"),
          Map.of("content-type", STREAM, "content-encoding", "deflate"));

  private static final List<Integer> STATUS = List.of(200, 200, 400, 307);

  /** How much a body may say: a coding is undone up to a hundredfold, and a little at no price. */
  private static final long MAX_GROWTH = 100;

  private static final long FREE = 2 * 1024 * 1024;

  static List<byte[]> seeds() {
    String delta =
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ü\"},\"finish_reason\":null}]}";
    String call =
        "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\","
            + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2e0}}";
    String error = "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"code\":7}}";
    String stream = "data: " + delta + "\n\ndata: " + call + "\n\ndata: [DONE]\n\n";
    String whole =
        "{\"object\":\"chat.completion\",\"choices\":[{\"message\":{\"content\":[{\"text\":\"a\"}]}}]}";
    return Stream.of(
            with(0, bytes(stream)),
            with(0, bytes("data: " + error + "\n\n")),
            with(1, bytes(stream)),
            with(1, bytes(error)),
            with(0x40, bytes(whole)),
            with(0x41, bytes(whole)),
            with(2, bytes("<html>")),
            with(3, bytes(": x\n\n" + stream)),
            with(4, Coded.gzip(bytes(stream))),
            with(5, Coded.zlib(bytes(stream))),
            with(5, Coded.raw(bytes(stream))),
            with(0x80, bytes(error)),
            with(0x84, Coded.gzip(bytes(error))),
            with(0xC1, bytes("moved")))
        .toList();
  }

  private static byte[] with(int head, byte[] body) {
    return Coded.joined(new byte[] {(byte) head}, body);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyBody(byte[] input) {
    if (input.length == 0) {
      return;
    }
    int choice = input[0] & 0xFF;
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    Recorder whole = read(choice, new Pieces("whole", List.of(body)));
    Recorder cut = read(choice, Mutations.cut(body));
    assertThat(weight(whole)).isLessThan(FREE + MAX_GROWTH * body.length);
    assertThat(weight(cut)).isLessThan(FREE + MAX_GROWTH * body.length);
    // What a damaged coding still gives depends on how it is cut.
    if ((choice & 0x3F) % HEADS.size() < 4) {
      assertThat(cut.events()).isEqualTo(whole.events());
      assertThat(cut.end()).isEqualTo(whole.end());
    }
  }

  @Test
  void mutationsOfAnswers() {
    Mutations.of(seeds(), 10_000, this::anyBody);
  }

  /** The characters of all that was told, and something for each event. */
  private static long weight(Recorder told) {
    return told.events().stream().mapToLong(event -> 64 + event.toString().length()).sum()
        + told.end().toString().length();
  }

  private static Recorder read(int choice, Pieces pieces) {
    OneExchange transport = new OneExchange();
    Recorder sink = new Recorder();
    ProviderContext context =
        new ProviderContext(
            Map.of("OPENAI_BASE_URL", "http://localhost/", "OPENAI_API_KEY", "sk-0123456789"),
            () -> transport,
            Clock.system(),
            progress -> {});
    boolean streamed = (choice & 0x40) == 0 || choice >= 0x80;
    ChatRequest request = ChatRequest.of("hi").toBuilder().streamed(streamed).build();
    new OpenAiProvider().source("m", context).open(request, sink);
    int status = STATUS.get(choice >> 6);
    transport
        .listener()
        .onHead(new ResponseHead(status, HEADS.get((choice & 0x3F) % HEADS.size())));
    for (byte[] piece : pieces.list()) {
      transport.listener().onBytes(ByteBuffer.wrap(piece.clone()));
    }
    transport.listener().onEnd();
    if (sink.end() instanceof Cause.Failed(Failure.Defect(Throwable thrown))) {
      throw new AssertionError("a defect", thrown);
    }
    return sink;
  }
}
