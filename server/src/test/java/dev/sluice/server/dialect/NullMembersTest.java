package dev.sluice.server.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.agui.AgUiDialect;
import dev.sluice.server.dialect.aisdk.UiMessagesDialect;
import dev.sluice.server.dialect.anthropic.MessagesDialect;
import dev.sluice.server.dialect.chat.ChatDialect;
import dev.sluice.server.dialect.gemini.GenerateContentDialect;
import dev.sluice.server.dialect.ollama.OllamaDialect;
import dev.sluice.server.dialect.responses.ResponsesDialect;
import dev.sluice.server.dialect.runs.RunsDialect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A member that is null is as good as none, wherever it stands: many clients write all that they
 * know of, and null for what they have nothing to say of.
 */
class NullMembersTest {
  /** Members whose value is the client's own, where null means what it says. */
  private static final Set<String> FREE =
      Set.of(
          "parameters",
          "input_schema",
          "inputSchema",
          "schema",
          "args",
          "arguments",
          "response",
          "input",
          "output",
          "own");

  private static final Pattern NAME = Pattern.compile("\"([A-Za-z_]+)\":");

  /** Names beside those of the requests below, of what they leave out. */
  private static final List<String> MORE =
      List.of("index", "detail", "custom", "cache_control", "refusal", "function_call", "status");

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of(
            new ChatDialect(),
            """
            {"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":[
             {"type":"text","text":"t"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
             {"type":"file","file":{"filename":"a.pdf","file_data":"AAAA"}},
             {"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]},
             {"role":"assistant","content":"c","reasoning_content":"r","tool_calls":[
             {"id":"c","type":"function","function":{"name":"f","arguments":"[]"}}]},
             {"role":"tool","tool_call_id":"c","name":"f","content":"t"}],
             "stream":true,"stream_options":{"include_usage":true},"temperature":0.5,"top_p":0.1,
             "max_tokens":5,"stop":"x","seed":1,"n":1,"tools":[{"type":"function","function":
             {"name":"f","description":"d","parameters":{"type":"object"}}}],
             "tool_choice":{"type":"function","function":{"name":"f"}},"response_format":
             {"type":"json_schema","json_schema":{"name":"n","schema":{},"strict":true}}}
            """),
        Arguments.of(
            new ResponsesDialect(),
            """
            {"model":"m","instructions":"i","input":[{"type":"message","role":"user","content":[
             {"type":"input_text","text":"t"},
             {"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},
             {"role":"assistant","content":[{"type":"output_text","text":"t"}]},
             {"type":"function_call","call_id":"c","name":"f","arguments":"[]"},
             {"type":"function_call_output","call_id":"c","output":"o"},
             {"type":"reasoning","summary":[{"type":"summary_text","text":"s"}]}],
             "stream":true,"max_output_tokens":5,"temperature":0.5,"top_p":0.1,"tools":[
             {"type":"function","name":"f","description":"d","parameters":{},"strict":false}],
             "tool_choice":{"type":"function","name":"f"},"text":{"format":{"type":"json_schema",
             "name":"n","schema":{},"strict":true}}}
            """),
        Arguments.of(
            new MessagesDialect(),
            """
            {"model":"m","max_tokens":5,"system":[{"type":"text","text":"s"}],"messages":[
             {"role":"user","content":[{"type":"text","text":"t"},{"type":"image","source":
             {"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"document",
             "title":"t","source":{"type":"text","media_type":"text/plain","data":"d"}}]},
             {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},
             {"type":"tool_use","id":"c","name":"f","input":{"a":[1]}}]},{"role":"user","content":[
             {"type":"tool_result","tool_use_id":"c","content":[{"type":"text","text":"t"}],
             "is_error":true}]}],"stream":true,"temperature":0.5,"top_p":0.1,
             "stop_sequences":["x"],"tools":[{"name":"f","description":"d","input_schema":
             {"type":"object"}}],"tool_choice":{"type":"tool","name":"f"},"output_config":
             {"format":{"type":"json_schema","schema":{}}}}
            """),
        Arguments.of(
            new GenerateContentDialect(),
            """
            {"contents":[{"role":"user","parts":[{"text":"t"},{"inlineData":{"mimeType":
             "image/png","data":"AAAA"}},{"fileData":{"mimeType":"image/png",
             "fileUri":"https://a.test/b"}}]},{"role":"model","parts":[{"text":"t","thought":true},
             {"functionCall":{"id":"c","name":"f","args":{"a":1}}}]},{"role":"user","parts":[
             {"functionResponse":{"id":"c","name":"f","response":{"output":"o"}}}]}],
             "systemInstruction":{"parts":[{"text":"s"}]},"tools":[{"functionDeclarations":[
             {"name":"f","description":"d","parameters":{"type":"OBJECT"}}]}],"toolConfig":
             {"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
             "generationConfig":{"temperature":0.5,"topP":0.1,"maxOutputTokens":5,
             "stopSequences":["x"],"seed":1,"responseMimeType":"text/plain"}}
            """),
        Arguments.of(
            new OllamaDialect(),
            """
            {"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"t",
             "images":["AAAA"]},{"role":"assistant","content":"c","thinking":"t","tool_calls":[
             {"id":"c","function":{"name":"f","arguments":{"a":1}}}]},{"role":"tool",
             "tool_name":"f","tool_call_id":"c","content":"t"}],"stream":true,"tools":[
             {"type":"function","function":{"name":"f","description":"d","parameters":{}}}],
             "options":{"temperature":0.5,"top_p":0.1,"num_predict":5,"seed":1,"stop":["x"]}}
            """),
        Arguments.of(
            new UiMessagesDialect(),
            """
            {"id":"c","model":"m","trigger":"submit-message","messages":[{"id":"u","role":"user",
             "parts":[{"type":"text","text":"t"},{"type":"file","mediaType":"image/png",
             "filename":"f","url":"data:image/png;base64,AAAA"}]},{"id":"a","role":"assistant",
             "parts":[{"type":"step-start"},{"type":"reasoning","text":"r","state":"done"},
             {"type":"tool-f","toolCallId":"c","state":"output-available","input":{},
             "output":{"a":1}}]}],"system":"s","tools":{"f":{"description":"d",
             "inputSchema":{}}},"toolChoice":"auto","temperature":0.5,"topP":0.1,
             "maxOutputTokens":5,"stopSequences":["x"],"seed":1}
            """),
        Arguments.of(
            new AgUiDialect(),
            """
            {"threadId":"t","runId":"r","messages":[{"id":"u","role":"user","content":[
             {"type":"text","text":"t"}]},{"id":"a","role":"assistant","content":"c","toolCalls":[
             {"id":"c","type":"function","function":{"name":"f","arguments":"[]"}}]},
             {"id":"t","role":"tool","toolCallId":"c","content":"t"}],"tools":[{"name":"f",
             "description":"d","parameters":{}}],"context":[{"description":"d","value":"v"}],
             "forwardedProps":{"model":"m","temperature":0.5}}
            """),
        Arguments.of(
            new RunsDialect(),
            """
            {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"t"}]}],
             "system":"s","temperature":0.5,"max_tokens":5,"stream":false,"tools":[
             {"type":"function","function":{"name":"f","description":"d","parameters":{}}}]}
            """));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aMemberThatIsNullIsAsGoodAsNone(Dialect dialect, String request) {
    Asked without = dialect.decode(request.getBytes(UTF_8), Limits.USUAL);
    Set<String> names = new LinkedHashSet<>(MORE);
    for (Matcher name = NAME.matcher(request); name.find(); ) {
      names.add(name.group(1));
    }
    List<String> all = new ArrayList<>();
    names.forEach(name -> all.addAll(withNull(request, name)));
    assertThat(all).hasSizeGreaterThan(names.size());

    for (String one : all) {
      Asked with;
      try {
        with = dialect.decode(one.getBytes(UTF_8), Limits.USUAL);
      } catch (RefusedException refused) {
        throw new AssertionError(refused.problem().message() + " of " + one, refused);
      }
      assertThat(with.request()).as(one).isEqualTo(without.request());
      assertThat(with.model()).as(one).isEqualTo(without.model());
    }
  }

  /** The request with the member as null, once for each object that has none of its name. */
  private static List<String> withNull(String request, String name) {
    List<String> all = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>();
    Deque<Boolean> has = new ArrayDeque<>();
    int free = Integer.MAX_VALUE;
    for (int i = 0; i < request.length(); i++) {
      if (request.startsWith('"' + name + "\":", i)) {
        has.pop();
        has.push(true);
      } else if (request.charAt(i) == '{') {
        open.push(i);
        has.push(false);
        free = isFree(request.substring(0, i)) ? Math.min(free, open.size()) : free;
      } else if (request.charAt(i) == '}') {
        if (!has.pop() && open.size() < free) {
          String comma = request.charAt(i - 1) == '{' ? "" : ",";
          all.add(request.substring(0, i) + comma + '"' + name + "\":null" + request.substring(i));
        }
        free = open.size() == free ? Integer.MAX_VALUE : free;
        open.pop();
      }
    }
    return all;
  }

  private static boolean isFree(String before) {
    return FREE.stream().anyMatch(name -> before.strip().endsWith('"' + name + "\":"));
  }
}
