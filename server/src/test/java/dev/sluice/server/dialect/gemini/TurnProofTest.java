package dev.sluice.server.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Told;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other providers than Google want back comes back where Google's clients keep its proofs. */
class TurnProofTest {
  private static final String CLAUDE = "anthropic/claude";
  private static final String SIGNATURE = "thoughtSignature";
  private static final Told KNOWN =
      new Told("r1", "fast", Instant.ofEpochSecond(7), new GeminiView(false, true));

  private static final Part.Reasoning FIRST = new Part.Reasoning("Hm", "sig1");
  private static final Part.Reasoning SECOND = new Part.Reasoning("So", "sig2");
  private static final Part.Reasoning HIDDEN = new Part.Reasoning("").enciphered("redacted");
  private static final Part.ToolCall CALL = new Part.ToolCall("c1", "f", "{}");
  private static final Part.ToolCall OTHER = new Part.ToolCall("c2", "g", "{}");

  /** The parts that a stream tells of these. */
  private static JsonArray streamed(String answerer, Part... parts) {
    Told told =
        new Told(
            KNOWN.run(),
            KNOWN.model(),
            KNOWN.at(),
            KNOWN.view(),
            KNOWN.request(),
            Map.of(),
            answerer);
    Encoder encoder = new GenerateContentDialect().encoder(told);
    Bytes out = new Bytes();
    for (int i = 0; i < parts.length; i++) {
      Part part = parts[i];
      switch (part) {
        case Part.Text text -> encoder.event(new StreamEvent.TextDelta(i, text.text()), at(), out);
        case Part.Reasoning thought -> {
          encoder.event(new StreamEvent.PartStarted(i, new Part.Reasoning("")), at(), out);
          // In two pieces, as it comes; the end does not say it again.
          int half = thought.text().length() / 2;
          for (String piece :
              List.of(thought.text().substring(0, half), thought.text().substring(half))) {
            encoder.event(new StreamEvent.ReasoningDelta(i, piece), at(), out);
          }
          Part.Reasoning end = new Part.Reasoning("", thought.signature());
          encoder.event(new StreamEvent.PartEnded(i, end.enciphered(thought.cipher())), at(), out);
        }
        default -> {
          encoder.event(new StreamEvent.PartStarted(i, part), at(), out);
          encoder.event(new StreamEvent.PartEnded(i, part), at(), out);
        }
      }
    }
    encoder.end(
        new Ending.Completed(Reply.builder().build(), FinishReason.STOP), Recorded.at(1), out);
    JsonArray all = new JsonArray();
    out.toString()
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> new JsonObject(line.substring("data: ".length())))
        .forEach(chunk -> all.addAll(parts(chunk)));
    return all;
  }

  private static Offset at() {
    return Recorded.at(1);
  }

  private static JsonArray parts(JsonObject answer) {
    return answer
        .getJsonArray("candidates")
        .getJsonObject(0)
        .getJsonObject("content")
        .getJsonArray("parts");
  }

  private static JsonArray documented(String answerer, Part... parts) {
    Reply.Builder reply = Reply.builder().askedModel(answerer);
    for (Part part : parts) {
      reply.part(part);
    }
    byte[] document =
        new GenerateContentDialect()
            .document(KNOWN, new Ending.Completed(reply.build(), FinishReason.STOP));
    return parts(new JsonObject(new String(document, UTF_8)));
  }

  /** As Gemini CLI does. */
  private static JsonArray withoutThoughts(JsonArray parts) {
    JsonArray kept = new JsonArray();
    for (Object part : parts) {
      if (!((JsonObject) part).containsKey("thought")) {
        kept.add(part);
      }
    }
    return kept;
  }

  private static JsonArray withSignatures(JsonArray parts, UnaryOperator<String> change) {
    for (Object part : parts) {
      JsonObject one = (JsonObject) part;
      if (one.containsKey(SIGNATURE)) {
        one.put(SIGNATURE, change.apply(one.getString(SIGNATURE)));
      }
    }
    return parts;
  }

  private static Message.Assistant returned(JsonArray parts) {
    JsonObject turn = new JsonObject().put("role", "model").put("parts", parts);
    JsonObject next =
        new JsonObject().put("parts", new JsonArray().add(new JsonObject().put("text", "And?")));
    String body = new JsonObject().put("contents", new JsonArray().add(turn).add(next)).encode();
    Head head =
        new Head("/v1beta/*:streamGenerateContent", "models/fast", Map.of("alt", "sse"), Map.of());
    Asked asked = new GenerateContentDialect().decode(head, body.getBytes(UTF_8), Limits.USUAL);
    return (Message.Assistant) asked.to(List.of()).request().messages().getFirst();
  }

  private static String signature(JsonArray parts, int index) {
    return parts.getJsonObject(index).getString(SIGNATURE, "");
  }

  @Test
  void thoughtsComeBackBeforeTheirCallsThoughClientsLeaveThemOut() {
    Message.Assistant whole =
        new Message.Assistant(
            List.of(FIRST, Part.text("I look."), SECOND, CALL, HIDDEN, OTHER), CLAUDE);
    Part[] parts = whole.parts().toArray(Part[]::new);

    assertThat(returned(withoutThoughts(streamed(CLAUDE, parts)))).isEqualTo(whole);
    assertThat(returned(withoutThoughts(documented(CLAUDE, parts)))).isEqualTo(whole);
  }

  @Test
  void thoughtsThatTheClientHasKeptAreNotThereTwice() {
    Message.Assistant whole =
        new Message.Assistant(List.of(FIRST, Part.text("I look."), SECOND, CALL), CLAUDE);
    Part[] parts = whole.parts().toArray(Part[]::new);

    assertThat(returned(streamed(CLAUDE, parts))).isEqualTo(whole);
    assertThat(returned(documented(CLAUDE, parts))).isEqualTo(whole);
  }

  @Test
  void thoughtsBeforeATextComeBackWithTheLastPart() {
    Message.Assistant whole = new Message.Assistant(List.of(FIRST, Part.text("Yes.")), CLAUDE);
    JsonArray stream = withoutThoughts(streamed(CLAUDE, FIRST, Part.text("Ye"), Part.text("s.")));
    JsonArray document = withoutThoughts(documented(CLAUDE, FIRST, Part.text("Yes.")));

    assertThat(document).hasSize(1);
    assertThat(returned(stream)).isEqualTo(whole);
    assertThat(returned(document)).isEqualTo(whole);
  }

  @Test
  void aProofIsTheSameInEitherAlphabetAndWithoutPadding() {
    Part.Reasoning thought = new Part.Reasoning("Größer? ☀ >>>???~~~ 🙂", "s>?~");
    JsonArray parts = withoutThoughts(streamed(CLAUDE, thought, CALL));
    Message.Assistant whole = new Message.Assistant(List.of(thought, CALL), CLAUDE);
    UnaryOperator<String> asBytes =
        text ->
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Base64.getDecoder().decode(text));

    assertThat(returned(parts.copy())).isEqualTo(whole);
    assertThat(returned(withSignatures(parts.copy(), asBytes))).isEqualTo(whole);
  }

  @Test
  void whatNeedsNoProofHasNone() {
    JsonArray parts = streamed(CLAUDE, new Part.Reasoning("Hm"), Part.text("a"), CALL);
    assertThat(parts.encode()).doesNotContain(SIGNATURE);
    assertThat(documented("", FIRST, CALL).encode()).doesNotContain(SIGNATURE);
    assertThat(documented("gemini/flash", FIRST, CALL).encode()).doesNotContain(SIGNATURE);
  }

  @Test
  void longThoughtsAreLeftOutWhole() {
    Part.Reasoning tooLong = new Part.Reasoning("x".repeat(OpenThoughts.MAX_TEXT + 1), "sig1");
    Part.Reasoning longest = new Part.Reasoning("x".repeat(OpenThoughts.MAX_TEXT), "sig1");

    assertThat(returned(withoutThoughts(streamed(CLAUDE, tooLong, CALL))).parts())
        .containsExactly(CALL);
    assertThat(returned(withoutThoughts(streamed(CLAUDE, tooLong, SECOND, CALL))).parts())
        .containsExactly(SECOND, CALL);
    assertThat(returned(withoutThoughts(streamed(CLAUDE, longest, CALL))).parts())
        .containsExactly(longest, CALL);
  }

  @Test
  void thoughtsThatAreVoidTakeNoRoomFromThoseThatFollow() {
    String longest = "x".repeat(OpenThoughts.MAX_TEXT);
    OpenThoughts open = new OpenThoughts(CLAUDE);
    open.grow(0, longest);
    open.forget(-1);
    open.ends(0, new Part.Reasoning(longest, "sig1"));
    open.forget(-1);
    open.ends(0, new Part.Reasoning(longest, "sig2"));

    String proof = new JsonArray("[" + open.proof(1, CALL) + "]").getString(0);
    assertThat(TurnProof.read(proof).orElseThrow().thoughts())
        .singleElement()
        .satisfies(thought -> assertThat(thought.text()).isEqualTo(longest));
  }

  @Test
  void whatWasNotedOfVoidThoughtsIsNotOnThoseThatFollow() {
    OpenThoughts open = new OpenThoughts(CLAUDE);
    open.note(0, ProviderData.of("anthropic", Map.of("signature", "\"old\"")));
    open.forget(-1);
    open.ends(0, new Part.Reasoning("Hm"));
    assertThat(open.proof()).isEmpty();
  }

  @Test
  void aProofThatHasComeToAnotherCallDoesNotSayWhoHasAnswered() {
    Part noted = OTHER.withData(ProviderData.of("bedrock", Map.of("trace", "\"t\"")));
    String moved = signature(withoutThoughts(streamed("bedrock/nova", noted)), 0);
    JsonArray parts = withoutThoughts(streamed(CLAUDE, CALL));
    parts.getJsonObject(0).put(SIGNATURE, moved);
    Part.ToolCall last = new Part.ToolCall("c3", "g", "{}");
    parts.addAll(withoutThoughts(streamed(CLAUDE, FIRST, last)));

    assertThat(moved).isNotEmpty();
    assertThat(returned(parts))
        .isEqualTo(new Message.Assistant(List.of(CALL, FIRST, last), CLAUDE));
  }

  @Test
  void aProofThatIsCutOffIsLeftOut() {
    JsonArray parts = withoutThoughts(streamed(CLAUDE, FIRST, CALL));
    int length = signature(parts, 0).length();
    for (int end = "c2x1aWNlL".length(); end < length - 4; end++) {
      int cut = end;
      JsonArray broken = withSignatures(parts.copy(), text -> text.substring(0, cut));
      assertThat(returned(broken))
          .as("%s characters", end)
          .isEqualTo(new Message.Assistant(List.of(CALL)));
    }
  }

  private static String forged(String json) {
    return Base64.getEncoder().encodeToString(("sluice." + json).getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"thoughts\":1,\"call\":\"x\"}",
        "{\"thoughts\":[1,null,[],{}],\"call\":\"sluice.x\"}",
        "{\"thoughts\":[{\"at\":-7,\"text\":\"\",\"proof\":\"sluice.e30\"}],\"call\":\"\"}",
        "{\"thoughts\":[{\"at\":9223372036854775807,\"text\":\"\",\"proof\":\"\"}],\"call\":\"\"}",
        "{\"thoughts\":[{\"at\":\"a\",\"proof\":{}}],\"call\":[]}",
        "{\"thoughts\":[{\"text\":\"\\ud800\"}]}",
        "{\"call\":\"a\",\"call\":\"b\"}",
        "{\"thoughts\":[",
        "{} {}"
      })
  void whatWeCannotHaveMadeIsLeftOut(String json) {
    JsonObject call =
        new JsonObject()
            .put("functionCall", new JsonObject().put("id", "c1").put("name", "f"))
            .put(SIGNATURE, forged(json));
    JsonArray parts = new JsonArray().add(new JsonObject().put("text", "🙂")).add(call);
    assertThat(returned(parts)).isEqualTo(new Message.Assistant(List.of(Part.text("🙂"), CALL)));
  }

  @Test
  void aTextIsNeverCutWithinACharacter() {
    String thought = "{\"at\":1,\"text\":\"Hm\",\"proof\":\"\"}";
    JsonObject text =
        new JsonObject()
            .put("text", "🙂")
            .put(SIGNATURE, forged("{\"thoughts\":[" + thought + "],\"call\":\"\"}"));
    assertThat(returned(new JsonArray().add(text)).parts())
        .containsExactly(new Part.Reasoning("Hm"), Part.text("🙂"));
  }

  @Test
  void proofsOfMoreThoughtsThanAnyTurnHasAreLeftOut() {
    String many = "{\"text\":\"a\"},".repeat(2000) + "{}";
    JsonObject text =
        new JsonObject()
            .put("text", "a")
            .put(SIGNATURE, forged("{\"thoughts\":[" + many + "],\"call\":\"\"}"));
    assertThat(returned(new JsonArray().add(text)).parts()).containsExactly(Part.text("a"));
    text.put(SIGNATURE, forged("{\"call\":\"" + "a".repeat(4 << 20) + "\"}"));
    assertThat(returned(new JsonArray().add(text)).parts()).containsExactly(Part.text("a"));
  }

  @Test
  void inATurnOfTwoModelsTheFirstOnesAreTaken() {
    JsonArray parts = withoutThoughts(streamed(CLAUDE, FIRST, CALL));
    parts.addAll(withoutThoughts(streamed("bedrock/nova", SECOND, OTHER)));

    assertThat(returned(parts))
        .isEqualTo(
            new Message.Assistant(List.of(FIRST, CALL, new Part.Reasoning("So"), OTHER), CLAUDE));
  }

  @Test
  void onOtherPartsAndOfUsersAProofMeansNothing() {
    String signature = signature(withoutThoughts(streamed(CLAUDE, FIRST, CALL)), 0);
    JsonObject code = new JsonObject().put("language", "PYTHON").put("code", "1");
    JsonArray parts =
        new JsonArray()
            .add(new JsonObject().put("thought", true).put("text", "a").put(SIGNATURE, signature))
            .add(new JsonObject().put("text", "b"))
            .add(new JsonObject().put("executableCode", code).put(SIGNATURE, signature));
    assertThat(returned(parts))
        .isEqualTo(new Message.Assistant(List.of(new Part.Reasoning("a"), Part.text("b"))));

    String user =
        "{\"contents\":[{\"parts\":[{\"text\":\"a\",\"thoughtSignature\":\""
            + signature
            + "\"}]}]}";
    Head head = new Head("/v1beta/*:generateContent", "models/fast", Map.of(), Map.of());
    Asked asked = new GenerateContentDialect().decode(head, user.getBytes(UTF_8), Limits.USUAL);
    assertThat(asked.request().messages()).containsExactly(Message.user("a"));
  }

  @Test
  void noMoreThoughtsAreBroughtBackThanARequestMayHave() {
    TurnProof.Thought thought = new TurnProof.Thought(0, "a", false, "");
    String proof = new TurnProof(Collections.nCopies(1024, thought), "").text();
    List<Part> said = Collections.nCopies(200, TurnProof.on(Part.text("x"), proof));

    assertThat(TurnProof.returned(said, Limits.PARTS).parts())
        .hasSizeBetween(Limits.PARTS + 1, Limits.PARTS + 1025);
    assertThat(TurnProof.returned(said, -5).parts()).isEmpty();
  }

  @Test
  void aProofOfMoreThoughtsThanAnyHasIsBroken() {
    String json = "sluice.{\"thoughts\":[" + "{},".repeat(1024) + "{}],\"call\":\"\"}";
    String proof = Base64.getEncoder().encodeToString(json.getBytes(UTF_8));

    assertThat(TurnProof.read(proof)).isEmpty();
  }

  @Test
  void thoughtsThatAreVoidTakeNoRoomOfThoseThatFollow() {
    OpenThoughts thoughts = new OpenThoughts(CLAUDE);
    String most = "a".repeat(OpenThoughts.MAX_TEXT);
    thoughts.grow(1, most);
    thoughts.ends(1, new Part.Reasoning("", "sig1"));
    thoughts.forget(0);
    thoughts.grow(1, most);
    thoughts.forget(0);

    thoughts.grow(1, most);
    thoughts.ends(1, new Part.Reasoning("", "sig2"));

    assertThat(thoughts.proof()).isNotEmpty();
  }
}
