package dev.sluice.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {

  @Test
  void aRequestWithoutAMessageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChatRequest.builder().temperature(1).build())
        .withMessage("a request needs at least one message");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aTemperatureOutOfItsRangeIsNamed(double temperature) {
    refused(
        request -> request.temperature(temperature),
        "temperature must be a number of 0 or more, not " + temperature);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
  void aTopPOutOfItsRangeIsNamed(double topP) {
    refused(request -> request.topP(topP), "top-p must be above 0 and at most 1, not " + topP);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aTokenLimitUnderOneIsNamed(int tokens) {
    refused(request -> request.maxTokens(tokens), "max-tokens must be 1 or more, not " + tokens);
  }

  @Test
  void anEmptyStopTextIsRefused() {
    refused(request -> request.stop("END", ""), "a stop text must not be empty");
  }

  @Test
  void theEdgesOfTheRangesAreAccepted() {
    Sampling sampling =
        ChatRequest.builder().user("hi").temperature(0).topP(1).maxTokens(1).build().sampling();
    assertThat(sampling.temperature()).hasValue(0);
    assertThat(sampling.topP()).hasValue(1);
    assertThat(sampling.maxTokens()).hasValue(1);
  }

  @Test
  void aBuilderThatHoldsARequestBuildsTheSameAgain() {
    ChatRequest request =
        ChatRequest.builder()
            .system("s")
            .user("u")
            .assistant("a")
            .temperature(0.1)
            .topP(0.2)
            .maxTokens(3)
            .seed(4)
            .stop("x", "y")
            .tool(new Tool("t", "d", "{}"))
            .toolChoice(new ToolChoice.Named("t"))
            .responseFormat(new ResponseFormat.JsonObject())
            .providerOption("openai", "p", "1")
            .providerOption("openai", "a", "2")
            .streamed(false)
            .header("X-Tenant", "blue")
            .deadline(Duration.ofSeconds(7))
            .build();
    assertThat(request.toBuilder().build()).isEqualTo(request);
  }

  @Test
  void aRequestDoesNotChangeWithItsBuilderOrItsLists() {
    ChatRequest.Builder builder =
        ChatRequest.builder().user("one").providerOption("openai", "a", "1");
    ChatRequest request = builder.build();
    builder.user("two").stop("x").providerOption("openai", "b", "2");
    assertThat(request.messages()).containsExactly(Message.user("one"));
    assertThat(request.sampling().stop()).isEmpty();
    assertThat(request.providerOptions("openai")).isEqualTo(Map.of("a", "1"));

    List<Part> parts = new ArrayList<>(List.of(new Part.Text("one")));
    Message.User message = new Message.User(parts);
    parts.clear();
    assertThat(message).isEqualTo(Message.user("one"));
  }

  @Test
  void providerFieldsKeepTheirOrder() {
    ChatRequest.Builder builder = ChatRequest.builder().user("hi");
    List<String> names = List.of("z", "b", "y", "a", "x", "c", "w");
    names.forEach(name -> builder.providerOption("openai", name, "1"));
    assertThat(builder.build().providerOptions("openai").keySet()).containsExactlyElementsOf(names);
  }

  @Test
  void theNameOfAHeaderMattersWithoutItsCase() {
    ChatRequest request =
        ChatRequest.builder().user("hi").header("X-Tenant", "a").header("x-tenant", "b").build();
    assertThat(request.headers()).isEqualTo(Map.of("x-tenant", "b"));
  }

  @Test
  void aHeaderThatCannotBeSentIsRefusedWithoutItsValue() {
    for (String value : List.of("hunter2\r\nx: y", "hunter2\u0000", "hunter2\u2026")) {
      ChatRequest.Builder request = ChatRequest.builder().user("hi").header("authorization", value);
      assertThatIllegalArgumentException()
          .isThrownBy(request::build)
          .withMessageStartingWith("the value of the header authorization cannot be sent")
          .withMessageNotContaining("hunter2");
    }
    for (String name : List.of("", "two words", "colon:")) {
      ChatRequest.Builder request = ChatRequest.builder().user("hi").header(name, "x");
      assertThatIllegalArgumentException()
          .isThrownBy(request::build)
          .withMessageStartingWith("the name of a header cannot be sent: names are of");
    }
  }

  @Test
  void aRequestThatIsPrintedNamesItsHeadersAlone() {
    ChatRequest request = ChatRequest.builder().user("hi").header("api-key", "hunter2").build();
    assertThat(request.toString()).contains("api-key").doesNotContain("hunter2");
  }

  @Test
  @SuppressWarnings("NullAway") // What callers that nobody checks could do.
  void nullIsRefusedAtOnce() {
    assertThatNullPointerException().isThrownBy(() -> ChatRequest.of((String) null));
    assertThatNullPointerException().isThrownBy(() -> new Tool(null, "", ""));
    assertThatNullPointerException()
        .isThrownBy(() -> ChatRequest.builder().user("hi").toolChoice(null).build());
  }

  private static void refused(UnaryOperator<ChatRequest.Builder> change, String message) {
    ChatRequest.Builder builder = change.apply(ChatRequest.builder().user("hi"));
    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
  }
}
