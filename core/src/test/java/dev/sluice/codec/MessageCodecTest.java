package dev.sluice.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.ToolChoice;
import dev.sluice.testing.Explorer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageCodecTest {
  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] form) {
    return new String(form, StandardCharsets.UTF_8);
  }

  @Test
  void everyMessageComesBackAsItWas() {
    Explorer.each(
        10_000,
        random -> {
          Message message = new AnyMessage(random).message();
          byte[] form = MessageCodec.encode(message);
          assertThat(MessageCodec.decode(form)).isEqualTo(message);
          assertThat(text(form).chars()).noneMatch(c -> c < ' ' || c == 0x85 || c == 0x2028);
        });
  }

  @Test
  void everyRequestComesBackAsItWas() {
    Explorer.each(
        10_000,
        random -> {
          ChatRequest request = new AnyMessage(random).request();
          byte[] form = MessageCodec.encode(request);
          ChatRequest read = MessageCodec.decodeRequest(form);
          assertThat(read).isEqualTo(request);
          // Its options in their order, too: the same request is the same bytes.
          assertThat(MessageCodec.encode(read)).isEqualTo(form);
        });
  }

  @Test
  void headersAreNotInTheForm() {
    ChatRequest plain = ChatRequest.of("Hi");
    ChatRequest request =
        plain.toBuilder().header("Authorization", "Bearer sk-1").header("X-Team", "b").build();
    assertThat(MessageCodec.encode(request)).isEqualTo(MessageCodec.encode(plain));
    assertThat(MessageCodec.decodeRequest(MessageCodec.encode(request)))
        .isEqualTo(request.toBuilder().withoutHeaders().build())
        .isEqualTo(plain);
  }

  @Test
  void aQuestionIsShort() {
    assertThat(text(MessageCodec.encode(ChatRequest.of("Hi"))))
        .isEqualTo(text(json("{'k':'request','m':[{'k':'user','c':[{'k':'text','s':'Hi'}]}]}")));
  }

  @Test
  void aPieceOfAnArrayIsRead() {
    byte[] form = MessageCodec.encode(Message.user("é"));
    byte[] among = json("xx" + text(form) + "yy");
    assertThat(MessageCodec.decode(among, 2, form.length)).isEqualTo(Message.user("é"));
  }

  @Test
  void anUnknownMessageIsSaidByNobodyKnownAndKeepsItsText() {
    String form = "{'k':'developer', 's':7, 'c':'x'}";
    Message message =
        new Message.Assistant(List.of(new Part.Native("", "developer", text(json(form)))));
    assertThat(MessageCodec.decode(json(form))).isEqualTo(message);
    ChatRequest request = MessageCodec.decodeRequest(json("{'k':'request','m':[" + form + "]}"));
    assertThat(request.messages()).containsExactly(message);
    String result = "{'k':'tool','c':{'k':'hologram'}}";
    assertThat(MessageCodec.decode(json(result)))
        .isEqualTo(new Message.Assistant(List.of(new Part.Native("", "tool", text(json(result))))));
  }

  @Test
  void whatALaterVersionSaysOfARequestIsPassedOver() {
    ChatRequest request =
        MessageCodec.decodeRequest(
            json(
                "{'k':'request','Z':[{}],'h':{'k':'some','n':7},'g':{'k':'grammar','r':'x'},"
                    + "'s':{'t':0.5,'Z':1},'o':[{'n':'a','Z':{}}],"
                    + "'m':[{'k':'system','Z':0,'s':'S'}]}"));
    assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Auto());
    assertThat(request.responseFormat()).isEqualTo(new ResponseFormat.Text());
    assertThat(request.sampling().temperature()).hasValue(0.5);
    assertThat(request.tools()).hasSize(1);
    assertThat(request.messages()).containsExactly(Message.system("S"));
  }

  @Test
  void ofAMemberThatIsThereTwiceTheLastCounts() {
    ChatRequest request =
        MessageCodec.decodeRequest(
            json(
                "{'k':'request','s':{'t':1,'x':['a']},'o':[{'n':'a'}],'d':[{'o':'a','f':{'b':'1'}}],"
                    + "'m':[{'k':'system','s':'a'}],'s':{'e':2,'x':['b'],'x':['c']},'o':[],"
                    + "'d':[],'m':[{'k':'system','s':'b'}]}"));
    assertThat(request).isEqualTo(ChatRequest.builder().system("b").seed(2).stop("c").build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{'k':'user'}~0~expected a request",
        "{'k':'request'}~0~at least one message",
        "{'k':'request','m':{}}~19~expected an array",
        "{'v':2,'k':'request'}~5~version 2 of the form",
        "{'k':'request','m':[{'v':2,'k':'user'}]}~25~version 2 of the form",
        "{'k':'request','m':[{'k':'user'}],'s':{'t':-1}}~0~temperature must be",
        "{'k':'request','m':[{'k':'user'}],'s':{'t':'NaN'}}~0~temperature must be",
        "{'k':'request','m':[{'k':'user'}],'s':{'x':['']}}~0~a stop text must not be empty",
        "{'k':'request','m':[{'k':'user'}],'s':{'m':0}}~0~max-tokens must be",
        "{'k':'request','m':[{'k':'user'}],'s':{'m':1.0}}~43~expected a whole number",
        "{'k':'request','m':[{'k':'user'}],'a':0}~0~a deadline is",
        "{'k':'request','m':[{'k':'user'}],'d':[{'o':'a'},{'o':'a'}]}~49~each provider once",
        "{'k':'request','m':[{'k':'user'}],'h':{}}~39~expected the kind",
        "{'k':'request','m':[{'k':'tool'}]}~32~ends without its member",
        "{'k':'request','m':[{'k':'user'}]}{~34~expected the end",
      })
  void whatIsNoRequestIsRefusedWithItsPlace(String form, int position, String message) {
    assertThatExceptionOfType(EventFormatException.class)
        .isThrownBy(() -> MessageCodec.decodeRequest(json(form)))
        .withMessageContaining(message)
        .satisfies(wrong -> assertThat(wrong.position()).isEqualTo(position));
  }

  @Test
  void whatIsNestedTooDeeplyHasNoFormAndIsRefused() {
    Part.ToolResult deep = new Part.ToolResult("", "", List.of());
    for (int i = 0; i < 1_000; i++) {
      deep = new Part.ToolResult("", "", List.of(deep));
    }
    Message message = new Message.ToolResult(deep);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageCodec.encode(message))
        .withMessageContaining("128 levels");
    assertThatExceptionOfType(EventFormatException.class)
        .isThrownBy(() -> MessageCodec.decode(json("{'k':'x','z':" + "[".repeat(100_000))))
        .withMessageContaining("128 levels");
  }
}
