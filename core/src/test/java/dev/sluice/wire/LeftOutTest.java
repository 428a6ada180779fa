package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.policy.Retry;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a format has no place for stays behind, and every format says so in the same way. */
@Timeout(240)
class LeftOutTest {
  /** Stands in whatever may be left out, and nowhere else. */
  private static final String MARK = "zebra";

  private static final String ANSWER =
      "ping\nrole\ntext \"Yes\"\nfinish stop\nusage 1 2\ndone\nend";

  private final Simulator simulator = Simulator.start("end");
  private final Models models = Speaks.models(Over.NIO, simulator);

  @AfterEach
  void close() {
    models.close();
    simulator.close();
  }

  /** What a provider has said that may mean nothing to another one, and how a person is told. */
  enum Kind {
    CALL_THAT_IT_RAN("calls of zebra that a provider ran itself") {
      @Override
      List<Part> of(String provider) {
        return List.of(call());
      }
    },
    CALL_AND_RESULT("calls of zebra that a provider ran itself") {
      @Override
      List<Part> of(String provider) {
        return List.of(call(), result());
      }
    },
    RESULT("results of zebra that a provider ran itself") {
      @Override
      List<Part> of(String provider) {
        return List.of(result());
      }
    },
    PART_OF_ITS_OWN("what PROVIDER calls zebra") {
      @Override
      List<Part> of(String provider) {
        return List.of(new Part.Native(provider, MARK, "{\"" + MARK + "\":1}"));
      }
    },
    APPROVAL_REQUEST("requests of approval") {
      @Override
      List<Part> of(String provider) {
        return List.of(new Part.ApprovalRequest(MARK, call()));
      }
    },
    APPROVAL_ANSWER("answers to requests of approval") {
      @Override
      List<Part> of(String provider) {
        return List.of(new Part.ApprovalAnswer(MARK, true, MARK));
      }
    };

    private final String told;

    Kind(String told) {
      this.told = told;
    }

    abstract List<Part> of(String provider);

    String told(String provider) {
      return told.replace("PROVIDER", provider);
    }

    private static Part.ToolCall call() {
      return new Part.ToolCall("call_" + MARK, MARK, "{}").runByProvider();
    }

    private static Part.ToolResult result() {
      List<Part> content = List.of(Part.text(MARK));
      return new Part.ToolResult("call_" + MARK, MARK, content).runByProvider();
    }
  }

  static Stream<Arguments> all() {
    return Stream.of(Speaks.values())
        .flatMap(to -> Stream.of(Kind.values()).map(kind -> Arguments.of(to, kind)));
  }

  private static ChatRequest.Builder saidBy(String provider, List<Part> parts) {
    List<Part> said = Stream.concat(Stream.of(Part.text("So.")), parts.stream()).toList();
    return ChatRequest.builder()
        .user("hi")
        .message(new Message.Assistant(said, provider + "/m"))
        .user("go on");
  }

  private ChatStream ask(Speaks to, ChatRequest request) {
    simulator.script(ANSWER);
    return models.model(to.model()).with(Retry.upTo(0)).stream(request);
  }

  private static List<StreamEvent> events(ChatStream stream) {
    List<StreamEvent> all = new ArrayList<>();
    stream.events().forEach(all::add);
    return all;
  }

  private String sent() {
    return simulator.requests().getLast().body();
  }

  private static List<String> warnings(List<StreamEvent> events) {
    return events.stream()
        .filter(StreamEvent.Warned.class::isInstance)
        .map(event -> ((StreamEvent.Warned) event).message())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatAnotherProviderAloneUnderstandsIsNamedRightBehindTheStart(Speaks to, Kind kind) {
    List<StreamEvent> events = events(ask(to, saidBy("other", kind.of("other")).build()));

    assertThat(sent()).contains("So.", "go on").doesNotContain(MARK);
    assertThat(events.get(0)).isInstanceOf(StreamEvent.Started.class);
    assertThat(events.get(1)).isInstanceOf(StreamEvent.Warned.class);
    assertThat(warnings(events))
        .singleElement()
        .asString()
        .startsWith("left out of the request, because ")
        .endsWith(" no place for it: " + kind.told("other"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theAnswerThatIsNotStreamedSaysTheSame(Speaks to, Kind kind) {
    ChatRequest request = saidBy("other", kind.of("other")).streamed(false).build();
    List<StreamEvent> events = events(ask(to, request));

    assertThat(events.get(0)).isInstanceOf(StreamEvent.Started.class);
    assertThat(events.get(1)).isInstanceOf(StreamEvent.Warned.class);
    assertThat(warnings(events)).singleElement().asString().endsWith(kind.told("other"));
  }

  /** A provider's own goes back to it where it has a form for that, and is named where not. */
  @ParameterizedTest
  @MethodSource("all")
  void ofAProvidersOwnIsNamedWhatIsNotSent(Speaks to, Kind kind) {
    if (kind == Kind.RESULT) {
      return; // No provider has a result of its own without the call.
    }
    Reply reply = ask(to, saidBy(to.name(), kind.of(to.name())).build()).await().reply();

    if (sent().contains(MARK)) {
      assertThat(reply.warnings()).noneMatch(warning -> warning.contains(kind.told(to.name())));
    } else {
      assertThat(reply.warnings()).singleElement().asString().endsWith(kind.told(to.name()));
    }
  }

  @ParameterizedTest
  @EnumSource(Speaks.class)
  void nothingIsSaidOfWhatGoesAlongNorOfWhatNobodyMisses(Speaks to) {
    ChatRequest request =
        saidBy(
                "other",
                List.of(
                    new Part.Reasoning("hm", "proof"),
                    new Part.Refusal("No."),
                    new Part.ToolCall("call_1", "weather", "{}")))
            .build();
    List<Message> messages = request.messages();
    ChatRequest answered =
        request.withMessages(
            List.of(
                messages.get(0),
                messages.get(1),
                Message.toolResult(new Part.ToolCall("call_1", "weather", "{}"), "rain"),
                messages.get(2)));
    assertThat(ask(to, answered).await().reply().warnings()).isEmpty();
  }
}
