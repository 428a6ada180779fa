package dev.sluice.server.dialect.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.ReplyBuilder;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.codec.EventCodec;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Recorded.Frame;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.Told;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunsDialectTest {
  private static final Told TOLD =
      new Told("r1", "some/model", Instant.ofEpochSecond(9), Asked.View.USUAL);

  private static Asked asked(String json) {
    return new RunsDialect().decode(json.getBytes(UTF_8), Limits.USUAL);
  }

  private static Problem refused(String json) {
    RefusedException refused = catchThrowableOfType(RefusedException.class, () -> asked(json));
    assertThat(refused).isNotNull();
    return refused.problem();
  }

  @Test
  void aPromptIsEnough() {
    Asked asked = asked("{\"model\":\"m\",\"prompt\":\"hi\",\"system\":\"s\",\"max_tokens\":3}");
    assertThat(asked.model()).isEqualTo("m");
    assertThat(asked.streamed()).isTrue();
    assertThat(asked.background()).isTrue();
    assertThat(asked.request())
        .isEqualTo(ChatRequest.builder().system("s").user("hi").maxTokens(3).build());
  }

  @Test
  void messagesAreInEitherForm() {
    Asked asked =
        asked(
            """
            {"messages":[{"k":"user","c":[{"k":"text","s":"a"},
              {"k":"media","t":"image","u":"https://a.test/b"}]},
             {"role":"assistant","content":"b"},
             {"k":"tool","c":{"k":"tool_result","i":"c","c":[{"k":"text","s":"t"}]}}],
             "stream":false}
            """);
    assertThat(asked.streamed()).isFalse();
    assertThat(asked.request().messages())
        .containsExactly(
            Message.user(Part.text("a"), Part.image(URI.create("https://a.test/b"))),
            Message.assistant("b"),
            new Message.ToolResult(new Part.ToolResult("c", "", List.of(Part.text("t")))));
  }

  @Test
  void whatAMessageOfTheSystemsSaysInVainIsNamed() {
    Asked asked =
        asked(
            """
            {"messages":[{"role":"system","name":"ann","content":[{"type":"text","text":"Be terse.",
              "cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"a"}]}
            """);
    assertThat(asked.dropped()).containsExactly("messages[].name", "cache_control");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | missing_field | messages",
        "{\"prompt\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} |"
            + " missing_field | messages",
        "{\"prompt\":5} | invalid_type | prompt",
        "{\"prompts\":\"a\"} | unsupported_parameter | prompts",
        "{\"messages\":[{\"k\":\"user\",\"c\":5}]} | invalid_value | messages[0]",
        "{\"messages\":[{\"k\":\"user\",\"c\":[{\"k\":\"media\",\"t\":\"image\","
            + "\"u\":\"file:///etc/passwd\"}]}]} | invalid_url | messages[0]",
      })
  void whatIsWrongIsNamed(String json, String code, String param) {
    Problem problem = refused(json);
    assertThat(problem.code()).as(problem.message()).isEqualTo(code);
    assertThat(problem.param()).isEqualTo(param);
  }

  @Test
  void eachEventIsItsFormUnderItsKindWithItsPlace() {
    Bytes out = new Bytes();
    Encoder encoder = new RunsDialect().encoder(TOLD);
    assertThat(encoder.isWholeStory()).isTrue();
    encoder.event(new StreamEvent.TextDelta(0, "a\nb"), new Offset(2, 5), out);
    Reply reply = Reply.builder().part(Part.text("a\nb")).usage(Usage.of(1, 2)).build();
    encoder.end(new Ending.Completed(reply, FinishReason.STOP), new Offset(2, 6), out);
    assertThat(out.toString())
        .isEqualTo(
            "id: 2.5\nevent: text\ndata: {\"k\":\"text\",\"s\":\"a\\nb\"}\n\n"
                + "id: 2.6\nevent: ended\ndata: "
                + "{\"k\":\"ended\",\"e\":{\"k\":\"completed\",\"r\":{\"u\":{\"i\":1,\"o\":2}}}}"
                + "\n\n");
  }

  @Test
  void aRecordedAnswerIsReadBackFromItsEvents() {
    for (Path file : Recorded.files(false)) {
      Recorded.Answer answer = Recorded.answer(file);
      Bytes out = new Bytes();
      Encoder encoder = new RunsDialect().encoder(TOLD);
      int position = 0;
      for (StreamEvent event : answer.events()) {
        encoder.event(event, Recorded.at(++position), out);
      }
      encoder.end(answer.ending(), Recorded.at(position + 1), out);
      List<Frame> frames = Recorded.parsed(out);
      ReplyBuilder reply = new ReplyBuilder(answer.ending().reply().askedModel(), 0, true);
      List<StreamEvent> events = new ArrayList<>();
      for (Frame frame : frames) {
        StreamEvent event = EventCodec.decode(frame.data());
        if (event instanceof StreamEvent.Ended(Ending ending)) {
          assertThat(frame.type()).isEqualTo("ended");
          assertThat(ending.kind()).isEqualTo(answer.ending().kind());
        } else {
          events.add(event);
          reply.add(event, 0);
        }
      }
      assertThat(events).as(file.toString()).isEqualTo(answer.events());
      assertThat(frames.getLast().type()).isEqualTo("ended");
    }
  }

  @Test
  void aRunThatGoesOnIsToldAsFarAsItIs() {
    byte[] json =
        RunJson.of(
            "r1",
            "some/model",
            Instant.ofEpochSecond(9),
            RunJson.RUNNING,
            Optional.of(new Offset(1, 4)),
            Reply.builder().part(Part.text("so far")).build(),
            Optional.empty());
    assertThat(new String(json, UTF_8))
        .isEqualTo(
            "{\"id\":\"r1\",\"model\":\"some/model\",\"created\":9,\"status\":\"running\","
                + "\"offset\":\"1.4\",\"text\":\"so far\",\"usage\":null,"
                + "\"finish_reason\":null}");
  }

  @Test
  void aRunThatBrokeOffSaysWhy() {
    Reply reply =
        Reply.builder()
            .part(Part.text("half"))
            .part(new Part.ToolCall("c", "f", "{\"a").unfinished())
            .usage(Usage.of(1, 2))
            .build();
    Cause cause = new Cause.Truncated(new Failure.EndedEarly("host", "a finish_reason"));
    byte[] json = new RunsDialect().document(TOLD, new Ending.Incomplete(reply, cause));
    assertThat(new String(json, UTF_8))
        .contains("\"status\":\"truncated\"")
        .contains("\"text\":\"half\"")
        .contains("\"arguments\":\"{\\\"a\",\"whole\":false")
        .contains("\"prompt_tokens\":1")
        .contains("\"error\":{\"message\":\"the stream from host ended without")
        .contains("\"code\":\"truncated\"");
  }
}
