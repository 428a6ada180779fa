package dev.sluice.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Tool;
import dev.sluice.spi.provider.Account;
import dev.sluice.spi.provider.KeyHeader;
import dev.sluice.spi.provider.WireFormat;
import dev.sluice.spi.transport.ResponseHead;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody asked for is left out where a server refuses it. */
class AdditionsTest {
  private static final ChatRequest REQUEST =
      ChatRequest.builder().user("hi").tool(new Tool("f", "", "{}")).build();

  private static Optional<WireFormat> without(ChatRequest request, int status, String body) {
    return without(format(new RefusedAdditions(), "m"), request, status, body);
  }

  private static Optional<WireFormat> without(
      WireFormat format, ChatRequest request, int status, String body) {
    Failure refusal = format.refusal(new ResponseHead(status, Map.of()), body);
    return format.without(request, (Failure.Refused) refusal);
  }

  private static WireFormat format(RefusedAdditions memory, String model) {
    Account account = Account.of("openai", URI.create("https://h.test/v1"));
    return new Responses(account, KeyHeader.BEARER, model, memory);
  }

  @ParameterizedTest
  @CsvSource({
    "store, \"store\":false",
    "include, \"include\":",
    "stream_options, \"stream_options\":",
    "strict, \"strict\":"
  })
  void aFieldThatIsRefusedByNameIsLeftOutAlone(String field, String sent) {
    String[] refusals = {
      "{\"error\":{\"message\":\"Unsupported parameter\",\"param\":\"" + field + "\"}}",
      "{\"error\":{\"message\":\"Unknown parameter: '" + field + "'.\"}}",
      "{\"error\":{\"message\":\"Unrecognized request argument supplied: " + field + "\"}}",
      "{\"error\":{\"message\":\"`" + field + "` is not supported by this model\"}}",
      "{\"error\":{\"message\":\"The " + field + " parameter is not supported\"}}",
      "{\"error\":{\"message\":\"unsupported field " + field + "\",\"param\":\"body\"}}",
      "{\"error\":\"json: unknown field \\\"" + field + "\\\"\"}",
      "{\"detail\":[{\"loc\":[\"body\",\""
          + field
          + "\"],\"msg\":\"Extra inputs are not permitted\"}]}",
      "{\"detail\":\"" + field + ": extra fields not permitted\"}"
    };
    for (String refusal : refusals) {
      WireFormat fewer = without(REQUEST, 400, refusal).orElseThrow();
      assertThat(fewer.call(REQUEST).bodyText()).as(refusal).doesNotContain(sent);
      int ours = 0;
      for (String other : new String[] {"store", "include", "stream_options", "strict"}) {
        ours += fewer.call(REQUEST).bodyText().contains("\"" + other + "\":") ? 1 : 0;
      }
      assertThat(ours).as("the others stay").isEqualTo(3);
    }
  }

  @Test
  void aFieldWithinAnotherIsRefusedByItsPath() {
    String body = "{\"error\":{\"message\":\"Unknown\",\"param\":\"tools[0].strict\"}}";
    assertThat(without(REQUEST, 422, body).orElseThrow().call(REQUEST).bodyText())
        .doesNotContain("strict");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"The model does not exist\"}}",
        "{\"error\":{\"message\":\"Invalid\",\"param\":\"input[0].content\"}}",
        "{\"error\":{\"message\":\"cannot restore: includes too much, strictly\"}}",
        "{\"error\":{\"message\":\"Your input is not valid: include an image\"}}",
        "{\"error\":{\"message\":\"Invalid image. Please include a valid one.\"}}",
        "{\"error\":{\"message\":\"Unknown vector store vs_1: no such store\"}}",
        "{\"error\":{\"message\":\"Unsupported content: messages must be in strict order\"}}",
        "{\"error\":{\"message\":\"Item 'rs_1' not found. Items are not persisted when `store` is"
            + " set to false. Try again with `store` set to true.\"}}",
        "{\"error\":{\"message\":\"Invalid schema for function 'f': 'strict' is not permitted\","
            + "\"param\":\"tools[0].parameters\"}}",
        "{\"error\":{\"message\":\"Unknown\",\"param\":\"input[0].store\"}}"
      })
  void whatElseIsRefusedStaysRefused(String body) {
    assertThat(without(REQUEST, 400, body)).isEmpty();
  }

  @Test
  void whatTheUserAskedForIsNeverLeftOut() {
    ChatRequest asked = REQUEST.toBuilder().providerOption("openai", "store", "true").build();
    assertThat(without(asked, 400, "{\"error\":{\"message\":\"no\",\"param\":\"store\"}}"))
        .isEmpty();
    assertThat(without(REQUEST, 401, "{\"error\":{\"message\":\"no\",\"param\":\"store\"}}"))
        .isEmpty();
  }

  @Test
  void nothingIsRefusedTwice() {
    WireFormat fewer =
        without(REQUEST, 400, "{\"error\":{\"message\":\"no\",\"param\":\"store\"}}").orElseThrow();
    Failure again =
        fewer.refusal(
            new ResponseHead(400, Map.of()),
            "{\"error\":{\"message\":\"no\",\"param\":\"store\"}}");
    assertThat(fewer.without(REQUEST, (Failure.Refused) again)).isEmpty();
  }

  @Test
  void whatIsRefusedOnceIsNotSentToThatModelAgain() {
    RefusedAdditions memory = new RefusedAdditions();
    for (String field : new String[] {"store", "include"}) {
      String body = "{\"error\":{\"message\":\"Unknown\",\"param\":\"" + field + "\"}}";
      assertThat(without(format(memory, "m"), REQUEST, 400, body)).isPresent();
    }
    assertThat(format(memory, "m").call(REQUEST).bodyText())
        .doesNotContain("\"store\":", "\"include\":")
        .contains("\"stream_options\":");
    assertThat(format(memory, "other").call(REQUEST).bodyText()).contains("\"store\":");
  }

  /** Otherwise who names a vector store that is not there would have all answers stored. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"Vector store vs_1 not found\",\"param\":\"tools[0]\"}}",
        "{\"error\":{\"message\":\"The vector store 'vs_1' does not exist.\"}}",
        "{\"error\":{\"message\":\"The vector store does not support this file type\"}}",
        "{\"error\":{\"message\":\"The request must include a reasoning item\"}}",
        "{\"error\":{\"message\":\"Unsupported: the schema must include 'type'\"}}",
        "{\"error\":{\"message\":\"Invalid schema for function 'f': in strict mode all fields\"}}"
      })
  void aFieldThatIsCalledLikeAWordIsNotRefusedByThatWord(String body) {
    assertThat(without(REQUEST, 400, body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"Unrecognized request argument supplied: store\"}}",
        "{\"error\":{\"message\":\"Unsupported parameter: 'store'\",\"param\":null}}",
        "{\"error\":{\"message\":\"The parameter store is not supported\"}}",
        "{\"error\":{\"message\":\"This server does not support store\"}}",
        "{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"store\"],"
            + "\"msg\":\"Extra inputs are not permitted\"}]}"
      })
  void aFieldIsRefusedInManyWords(String body) {
    assertThat(without(REQUEST, 400, body).orElseThrow().call(REQUEST).bodyText())
        .doesNotContain("\"store\":");
  }
}
