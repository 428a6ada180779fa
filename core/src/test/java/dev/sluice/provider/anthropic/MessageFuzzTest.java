package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Message;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.provider.HttpSource;
import dev.sluice.testing.Mutations;
import dev.sluice.testing.OneExchange;
import dev.sluice.testing.Parts;
import dev.sluice.testing.Pieces;
import dev.sluice.testing.Recorder;
import dev.sluice.time.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes at all, as a stream of messages: one ending, never a defect, parts in their order, the
 * same in every cut, and a reply that can be sent back.
 */
@Timeout(240)
class MessageFuzzTest {

  static List<byte[]> seeds() {
    List<String> events =
        Stream.of(
                MessageDecoderTest.START,
                "{'type':'content_block_start','index':0,'content_block':"
                    + "{'type':'thinking','thinking':'','signature':''}}",
                MessageDecoderTest.delta(0, "'type':'thinking_delta','thinking':'Hm'"),
                MessageDecoderTest.delta(0, "'type':'signature_delta','signature':'sig'"),
                MessageDecoderTest.stopped(0),
                MessageDecoderTest.text(1, "ü"),
                MessageDecoderTest.delta(1, "'type':'text_delta','text':'Hal'"),
                MessageDecoderTest.delta(
                    1, "'type':'citations_delta','citation':{'url':'u','title':'t'}"),
                MessageDecoderTest.stopped(1),
                MessageDecoderTest.call(2, "toolu_1", "a"),
                MessageDecoderTest.json(2, "{\\\"x\\\":1}"),
                MessageDecoderTest.stopped(2),
                "{'type':'content_block_start','index':3,'content_block':"
                    + "{'type':'web_search_tool_result','tool_use_id':'s','content':["
                    + "{'type':'web_search_result','url':'https://a.b','title':'T'}]}}",
                MessageDecoderTest.stopped(3),
                "{'type':'content_block_start','index':4,"
                    + "'content_block':{'type':'compaction','content':null}}",
                MessageDecoderTest.delta(4, "'type':'compaction_delta','content':'S'"),
                MessageDecoderTest.stopped(4),
                MessageDecoderTest.ended("tool_use"),
                MessageDecoderTest.STOP)
            .map(Claude::quoted)
            .toList();
    byte[] error =
        "event: error\ndata: {\"error\":{\"type\":\"t\"}}\n\n".getBytes(StandardCharsets.UTF_8);
    byte[] whole =
        Claude.quoted(
                "data: {'type':'message','content':[{'type':'text','text':'a','citations':[{}]},"
                    + "{'type':'server_tool_use','id':'s','name':'n','input':{'a':[1]}}],"
                    + "'stop_reason':'end_turn','usage':{'iterations':[{'type':'x'},{}]}}\n\n")
            .getBytes(StandardCharsets.UTF_8);
    return List.of(Claude.framed(events), error, whole);
  }

  @MethodSource("seeds")
  @FuzzTest
  void anyStream(byte[] body) {
    Recorder whole = read(new Pieces("whole", List.of(body)));
    Recorder cut = read(Mutations.cut(body));
    assertThat(cut.events()).isEqualTo(whole.events());
    assertThat(cut.end()).isEqualTo(whole.end());
    Parts.assertInOrder(whole.events());
    ReplyBuilder builder = new ReplyBuilder("anthropic/m", 0, true);
    for (StreamEvent event : whole.events()) {
      builder.add(event, 0);
    }
    Reply reply = builder.end(whole.end(), 0).reply();
    ChatRequest next =
        ChatRequest.builder().message(Message.user("hi")).message(reply.toMessage()).build();
    new RequestBody("anthropic", "m", next, Dialect.ANTHROPIC).write();
  }

  @Test
  void mutationsOfStreams() {
    Mutations.of(seeds(), 10_000, this::anyStream);
  }

  private static Recorder read(Pieces pieces) {
    OneExchange transport = new OneExchange();
    Recorder sink = new Recorder();
    new HttpSource(Claude.FORMAT, () -> transport, Clock.system()).open(Claude.REQUEST, sink);
    transport.listener().onHead(Claude.STREAM);
    for (byte[] piece : pieces.list()) {
      transport.listener().onBytes(ByteBuffer.wrap(piece.clone()));
    }
    if (sink.outcome() == null) {
      transport.listener().onEnd();
    }
    if (sink.end() instanceof Cause.Failed(Failure.Defect(Throwable thrown))) {
      throw new AssertionError("a defect", thrown);
    }
    return sink;
  }
}
