package dev.sluice.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EarlierTest {
  private static final ChatModel NOBODY =
      new ChatModel(
          "simulated/m",
          (request, sink) -> {
            throw new UnsupportedOperationException("nothing is asked here");
          },
          StreamTimer.of(() -> 0));

  private static RunView run(Map<String, String> labels, Message... messages) {
    Reply answer = Reply.builder().part(Part.text("One.")).build();
    return new RunView(
        "one",
        "m",
        Instant.EPOCH,
        "completed",
        Offset.START,
        Optional.empty(),
        answer,
        "openai.responses",
        ChatRequest.builder().messages(List.of(messages)).build(),
        labels);
  }

  private static List<Message> after(RunView run, Asked.Builder asked) {
    return after(run, asked, Limits.USUAL);
  }

  private static List<Message> after(RunView run, Asked.Builder asked, Limits limits) {
    Order order =
        new Order(
            PlainDialect.NATIVE,
            asked.previous("one").build(),
            NOBODY,
            "m",
            "m",
            "ann",
            false,
            Optional.empty(),
            Mark.START);
    return new Earlier((id, owner) -> Optional.of(run), limits)
        .before(order)
        .asked()
        .request()
        .messages();
  }

  private static Asked.Builder asked(Message... messages) {
    return Asked.of("m", ChatRequest.builder().messages(List.of(messages)).build());
  }

  @Test
  void instructionsAreOfOneAnswerAndOtherMessagesOfTheSystemOfTheConversation() {
    RunView run =
        run(
            Map.of(Asked.INSTRUCTIONS, "1"),
            Message.system("Be short."),
            Message.system("It is Monday."),
            Message.user("One?"));
    assertThat(
            after(
                run,
                asked(
                        Message.system("Be kind."),
                        Message.system("It is Tuesday."),
                        Message.user("Two?"))
                    .instructions(1)))
        .containsExactly(
            Message.system("Be kind."),
            Message.system("It is Monday."),
            Message.user("One?"),
            run.soFar().toMessage(),
            Message.system("It is Tuesday."),
            Message.user("Two?"));
  }

  @Test
  void withoutInstructionsAllIsOfTheConversation() {
    RunView run = run(Map.of(), Message.system("It is Monday."), Message.user("One?"));
    assertThat(after(run, asked(Message.user("Two?"))))
        .containsExactly(
            Message.system("It is Monday."),
            Message.user("One?"),
            run.soFar().toMessage(),
            Message.user("Two?"));
  }

  @Test
  void aConversationHasAsManyMessagesAsARequest() {
    Limits few = new Limits(9, 64);
    List<Message> much = Collections.nCopies(few.messages() - 2, Message.user("x"));
    RunView run = run(Map.of(), much.toArray(Message[]::new));
    assertThat(after(run, asked(Message.user("Two?")), few)).hasSize(few.messages());
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> after(run, asked(Message.user("Two?"), Message.user("Three?")), few))
        .withMessageContaining("limit of 9")
        .satisfies(
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(400);
              assertThat(refused.problem().code()).isEqualTo("too_many_messages");
              assertThat(refused.problem().param()).isEqualTo("previous_response_id");
            });
  }
}
