package dev.sluice.server;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The library {@code openai-java}. */
final class JavaClient implements StockClient {
  private static final Map<String, String> KEPT =
      Map.of("Idempotency-Key", "k1", "Sluice-Detach", "true");

  @Override
  public List<String> tell(URI base, String model, String what, Runnable left)
      throws IOException, InterruptedException {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .apiKey("k")
            .baseUrl(base + "/v1")
            .timeout(Duration.ofSeconds(20))
            .build();
    try {
      return new Session(client, base, model, left).tell(what);
    } finally {
      client.close();
    }
  }

  private record Session(
      OpenAIClient client, URI base, String model, Runnable left, List<String> told) {
    Session(OpenAIClient client, URI base, String model, Runnable left) {
      this(client, base, model, left, new ArrayList<>());
    }

    List<String> tell(String what) throws IOException, InterruptedException {
      switch (what) {
        case "stream" ->
            read(
                asked()
                    .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build()));
        case "tools" -> read(asked().addTool(weather()));
        case "whole" -> whole(client.chat().completions().create(asked().build()));
        case "refused" -> {
          try (StreamResponse<ChatCompletionChunk> stream =
              client.chat().completions().createStreaming(asked().build())) {
            told.add("stream=" + stream.stream().count());
          } catch (OpenAIServiceException refused) {
            told.add("status=" + refused.statusCode());
          }
        }
        case "cancel" -> cancel();
        case "resume" -> {
          read(with(KEPT));
          read(with(KEPT));
        }
        case "go-on" -> read(with(KEPT).putAdditionalHeader("Last-Event-ID", firstPlace()));
        case "models" ->
            told.add(
                "models="
                    + String.join(
                        " ", client.models().list().data().stream().map(one -> one.id()).toList()));
        default -> throw new IllegalArgumentException(what);
      }
      return told;
    }

    private ChatCompletionCreateParams.Builder asked() {
      return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hi");
    }

    private ChatCompletionCreateParams.Builder with(Map<String, String> headers) {
      ChatCompletionCreateParams.Builder asked = asked();
      headers.forEach(asked::putAdditionalHeader);
      return asked;
    }

    private static ChatCompletionFunctionTool weather() {
      return ChatCompletionFunctionTool.builder()
          .function(
              FunctionDefinition.builder()
                  .name("weather")
                  .parameters(
                      FunctionParameters.builder()
                          .putAdditionalProperty("type", JsonValue.from("object"))
                          .build())
                  .build())
          .build();
    }

    private void read(ChatCompletionCreateParams.Builder asked) {
      Answer answer = new Answer();
      try (StreamResponse<ChatCompletionChunk> stream =
          client.chat().completions().createStreaming(asked.build())) {
        stream.stream().forEach(answer::add);
      } catch (SseException broken) {
        told.add("error=" + broken.code().orElse(""));
      } catch (OpenAIIoException lost) {
        told.add("lost=connection");
      }
      answer.tell(told);
    }

    private void whole(ChatCompletion completion) {
      ChatCompletion.Choice choice = completion.choices().getFirst();
      told.add("text=" + choice.message().content().orElse("null"));
      told.add("finish=" + choice.finishReason().asString());
      choice
          .message()
          .toolCalls()
          .orElse(List.of())
          .forEach(
              call ->
                  told.add(
                      "call="
                          + call.asFunction().id()
                          + " "
                          + call.asFunction().function().name()
                          + " "
                          + call.asFunction().function().arguments()));
      completion.usage().ifPresent(usage -> told.add("usage=" + counts(usage)));
    }

    private void cancel() {
      try (StreamResponse<ChatCompletionChunk> stream =
          client.chat().completions().createStreaming(asked().build())) {
        var unused = stream.stream().iterator().next();
      }
      told.add("left=yes");
      left.run();
    }

    /** The library shows no places: somebody else has seen the first word. */
    private String firstPlace() throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
              .header("content-type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"messages\":[{\"content\":\"Hi\",\"role\":\"user\"}],\"model\":\""
                          + model
                          + "\",\"stream\":true}"));
      KEPT.forEach(request::header);
      String place = "";
      try (HttpClient http = HttpClient.newHttpClient();
          BufferedReader lines =
              new BufferedReader(
                  new InputStreamReader(
                      http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body(),
                      StandardCharsets.UTF_8))) {
        for (String line; (line = lines.readLine()) != null; ) {
          place = line.startsWith("id: ") ? line.substring(4) : place;
          if (line.contains("Hello")) {
            http.shutdownNow();
            return place;
          }
        }
      }
      return place;
    }
  }

  private static String counts(CompletionUsage usage) {
    return usage.promptTokens() + "+" + usage.completionTokens();
  }

  /** What chunks say together. */
  private static final class Answer {
    private final StringBuilder text = new StringBuilder();
    private final Set<String> ids = new HashSet<>();
    private final Map<Long, String[]> calls = new TreeMap<>();
    private String finish = "null";
    private String usage = "";

    void add(ChatCompletionChunk chunk) {
      ids.add(chunk.id() + " " + chunk.created());
      chunk.usage().ifPresent(counted -> usage = counts(counted));
      for (ChatCompletionChunk.Choice choice : chunk.choices()) {
        choice.delta().content().ifPresent(text::append);
        choice.finishReason().ifPresent(reason -> finish = reason.asString());
        for (var call : choice.delta().toolCalls().orElse(List.of())) {
          String[] known = calls.computeIfAbsent(call.index(), index -> new String[] {"", "", ""});
          known[0] += call.id().orElse("");
          known[1] += call.function().flatMap(one -> one.name()).orElse("");
          known[2] += call.function().flatMap(one -> one.arguments()).orElse("");
        }
      }
    }

    void tell(List<String> told) {
      told.add("text=" + text);
      told.add("finish=" + finish);
      told.add("answers=" + ids.size());
      calls.values().forEach(call -> told.add("call=" + String.join(" ", call)));
      if (!usage.isEmpty()) {
        told.add("usage=" + usage);
      }
    }
  }
}
