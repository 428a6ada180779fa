package dev.sluice.codec;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.ProviderData;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Sampling;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The form of requests, which has no place for headers. */
final class RequestForm {
  private static final String KIND = "request";
  private static final Sampling NOTHING_SAID = ChatRequest.of("").sampling();

  private RequestForm() {}

  static void write(FormWriter out, ChatRequest request) {
    out.object(KIND).name('m').array();
    request.messages().forEach(message -> MessageForm.write(out, message));
    out.endArray();
    write(out, request.sampling());
    if (!request.tools().isEmpty()) {
      out.name('o').array();
      for (Tool tool : request.tools()) {
        out.object()
            .text('n', tool.name())
            .text('s', tool.description())
            .text('j', tool.parametersSchema())
            .end();
      }
      out.endArray();
    }
    write(out, request.toolChoice());
    write(out, request.responseFormat());
    if (!request.providerOptions().isEmpty()) {
      out.name('d').array();
      request
          .providerOptions()
          .forEach((provider, options) -> PartForm.data(out, ProviderData.of(provider, options)));
      out.endArray();
    }
    out.truth('w', !request.streamed()).truth('n', request.nativeEvents());
    request.deadline().ifPresent(time -> out.time('a', time));
    out.end();
  }

  private static void write(FormWriter out, Sampling sampling) {
    if (sampling.equals(NOTHING_SAID)) {
      return;
    }
    out.name('s').object();
    sampling.temperature().ifPresent(value -> out.name('t').value(value));
    sampling.topP().ifPresent(value -> out.name('p').value(value));
    sampling.maxTokens().ifPresent(value -> out.name('m').value((long) value));
    sampling.seed().ifPresent(value -> out.name('e').value(value));
    out.texts('x', sampling.stop()).end();
  }

  private static void write(FormWriter out, ToolChoice choice) {
    switch (choice) {
      case ToolChoice.Auto auto -> {}
      case ToolChoice.None none -> out.name('h').object("none").end();
      case ToolChoice.Required required -> out.name('h').object("required").end();
      case ToolChoice.Named(String tool) -> out.name('h').object("named").text('n', tool).end();
    }
  }

  private static void write(FormWriter out, ResponseFormat format) {
    switch (format) {
      case ResponseFormat.Text text -> {}
      case ResponseFormat.JsonObject object -> out.name('g').object("json").end();
      case ResponseFormat.JsonSchema(String schemaName, String schema, boolean strict) ->
          out.name('g')
              .object("schema")
              .text('n', schemaName)
              .text('j', schema)
              .truth('r', strict)
              .end();
    }
  }

  /** A request; what this version does not know of it is as if it had not been said. */
  static ChatRequest read(FormReader in) {
    int start = in.place();
    if (!in.kind().equals(KIND)) {
      throw in.broken(start, "expected a request, found another kind");
    }
    ChatRequest.Builder request = ChatRequest.builder();
    List<Message> messages = List.of();
    Sampled sampled = new Sampled();
    List<Tool> tools = List.of();
    List<ProviderData> options = List.of();
    for (int name; (name = in.name()) != FormReader.END; ) {
      switch (name) {
        case 'm' -> messages = MessageForm.list(in);
        case 's' -> sampled = new Sampled(in);
        case 'o' -> tools = tools(in);
        case 'h' -> request.toolChoice(choice(in));
        case 'g' -> request.responseFormat(format(in));
        case 'd' -> options = options(in);
        case 'w' -> request.streamed(!in.truth());
        case 'n' -> request.nativeEvents(in.truth());
        case 'a' -> request.deadline(in.time());
        default -> in.skip();
      }
    }
    sampled.setIn(request.messages(messages));
    tools.forEach(request::tool);
    for (ProviderData of : options) {
      of.fields().forEach((name, json) -> request.providerOption(of.provider(), name, json));
    }
    try {
      return request.build();
    } catch (IllegalArgumentException wrong) {
      throw in.broken(start, "expected a request that can be asked: " + wrong.getMessage());
    }
  }

  /** How the next token is chosen, as far as that is said. */
  private static final class Sampled {
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Integer maxTokens;
    private @Nullable Long seed;
    private List<String> stop = List.of();

    /** Nothing is said. */
    Sampled() {}

    Sampled(FormReader in) {
      in.object();
      for (int name; (name = in.name()) != FormReader.END; ) {
        switch (name) {
          case 't' -> temperature = in.decimal();
          case 'p' -> topP = in.decimal();
          case 'm' -> maxTokens = in.smallNumber();
          case 'e' -> seed = in.number();
          case 'x' -> stop = texts(in);
          default -> in.skip();
        }
      }
    }

    private static List<String> texts(FormReader in) {
      List<String> texts = new ArrayList<>();
      in.array();
      while (in.element()) {
        texts.add(in.text());
      }
      return texts;
    }

    void setIn(ChatRequest.Builder request) {
      if (temperature != null) {
        request.temperature(temperature);
      }
      if (topP != null) {
        request.topP(topP);
      }
      if (maxTokens != null) {
        request.maxTokens(maxTokens);
      }
      if (seed != null) {
        request.seed(seed);
      }
      request.stop(stop.toArray(String[]::new));
    }
  }

  private static List<Tool> tools(FormReader in) {
    List<Tool> tools = new ArrayList<>();
    in.array();
    while (in.element()) {
      String tool = "";
      String description = "";
      String schema = "";
      in.object();
      for (int name; (name = in.name()) != FormReader.END; ) {
        switch (name) {
          case 'n' -> tool = in.text();
          case 's' -> description = in.text();
          case 'j' -> schema = in.text();
          default -> in.skip();
        }
      }
      tools.add(new Tool(tool, description, schema));
    }
    return tools;
  }

  private static ToolChoice choice(FormReader in) {
    String kind = in.kind();
    String tool = "";
    for (int name; (name = in.name()) != FormReader.END; ) {
      if (name == 'n' && kind.equals("named")) {
        tool = in.text();
      } else {
        in.skip();
      }
    }
    return switch (kind) {
      case "none" -> new ToolChoice.None();
      case "required" -> new ToolChoice.Required();
      case "named" -> new ToolChoice.Named(tool);
      default -> new ToolChoice.Auto();
    };
  }

  private static ResponseFormat format(FormReader in) {
    String kind = in.kind();
    boolean described = kind.equals("schema");
    String schemaName = "";
    String schema = "";
    boolean strict = false;
    for (int name; (name = in.name()) != FormReader.END; ) {
      if (described && name == 'n') {
        schemaName = in.text();
      } else if (described && name == 'j') {
        schema = in.text();
      } else if (described && name == 'r') {
        strict = in.truth();
      } else {
        in.skip();
      }
    }
    return switch (kind) {
      case "json" -> new ResponseFormat.JsonObject();
      case "schema" -> new ResponseFormat.JsonSchema(schemaName, schema, strict);
      default -> new ResponseFormat.Text();
    };
  }

  private static List<ProviderData> options(FormReader in) {
    List<ProviderData> options = new ArrayList<>();
    Set<String> providers = new HashSet<>();
    in.array();
    while (in.element()) {
      int start = in.place();
      ProviderData of = PartForm.data(in);
      if (!providers.add(of.provider())) {
        throw in.broken(start, "expected each provider once");
      }
      options.add(of);
    }
    return options;
  }
}
