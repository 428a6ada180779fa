package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.time.Duration;
import java.util.Iterator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library {@code openai-java}, asking for responses. */
@Timeout(300)
final class ResponsesJavaClientTest {
  private static final String HELLO = "role\nwords \"Hello you\"\nfinish stop\nusage 3 2\ndone";

  private static OpenAIClient client(ResponsesWorld world) {
    return OpenAIOkHttpClient.builder()
        .apiKey("k")
        .baseUrl(world.gateway.baseUrl() + "/v1")
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  private static ResponseCreateParams.Builder asked(String model) {
    return ResponseCreateParams.builder().model(model).input("Hi");
  }

  private static String text(Response response) {
    StringBuilder text = new StringBuilder();
    response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat"})
  void aStreamIsReadToItsEnd(String model) {
    try (ResponsesWorld world = ResponsesWorld.saying(HELLO)) {
      OpenAIClient client = client(world);
      StringBuilder read = new StringBuilder();
      StringBuilder whole = new StringBuilder();
      try (StreamResponse<ResponseStreamEvent> stream =
          client.responses().createStreaming(asked(model).build())) {
        stream.stream()
            .forEach(
                event -> {
                  event.outputTextDelta().ifPresent(delta -> read.append(delta.delta()));
                  event.completed().ifPresent(done -> whole.append(text(done.response())));
                });
      }
      assertThat(read.toString()).isEqualTo("Hello you");
      assertThat(whole.toString()).isEqualTo("Hello you");
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat"})
  void anErrorInTheStreamIsAnException(String model) {
    try (ResponsesWorld world =
        ResponsesWorld.saying("role\nwords \"Hello there\"\nerror \"Boom\" server_error")) {
      OpenAIClient client = client(world);
      try (StreamResponse<ResponseStreamEvent> stream =
          client.responses().createStreaming(asked(model).build())) {
        Iterator<ResponseStreamEvent> events = stream.stream().iterator();
        assertThatThrownBy(
                () -> {
                  while (events.hasNext()) {
                    var _ = events.next();
                  }
                })
            .isInstanceOf(OpenAIException.class);
      }
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "chat"})
  void aDocumentIsReadAndGoneOnWithAndForgotten(String model) {
    try (ResponsesWorld world = ResponsesWorld.saying(HELLO)) {
      OpenAIClient client = client(world);
      Response first = client.responses().create(asked(model).build());
      assertThat(text(first)).isEqualTo("Hello you");
      assertThat(first.status()).contains(ResponseStatus.COMPLETED);
      Response second =
          client.responses().create(asked(model).previousResponseId(first.id()).build());
      assertThat(text(client.responses().retrieve(second.id()))).isEqualTo("Hello you");
      assertThat(client.responses().inputItems().list(second.id()).data()).hasSize(3);
      client.responses().delete(first.id());
      assertThatThrownBy(() -> client.responses().retrieve(first.id()))
          .isInstanceOf(NotFoundException.class);
      client.close();
    }
  }
}
