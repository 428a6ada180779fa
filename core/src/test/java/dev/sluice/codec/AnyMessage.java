package dev.sluice.codec;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.chat.ResponseFormat;
import dev.sluice.chat.Tool;
import dev.sluice.chat.ToolChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages and requests at random, with all that may be in them. */
final class AnyMessage {
  private final Random random;
  private final AnyEvent any;

  AnyMessage(Random random) {
    this.random = random;
    this.any = new AnyEvent(random, false);
  }

  Message message() {
    return switch (random.nextInt(4)) {
      case 0 -> new Message.SystemPrompt(any.text());
      case 1 -> new Message.User(parts());
      case 2 -> new Message.Assistant(parts(), any.text());
      default -> new Message.ToolResult(result());
    };
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      parts.add(any.part(0));
    }
    return parts;
  }

  private Part.ToolResult result() {
    Part.ToolResult result = new Part.ToolResult(any.text(), any.text(), parts());
    return random.nextBoolean() ? result : (Part.ToolResult) result.asFailure().unfinished();
  }

  /** One without headers. */
  ChatRequest request() {
    ChatRequest.Builder request = ChatRequest.builder().message(message());
    for (int i = random.nextInt(3); i > 0; i--) {
      request.message(message());
      request.tool(new Tool(any.text(), any.text(), any.text()));
      request.providerOption(any.text(), any.text(), any.text());
      request.stop(any.text() + ".");
    }
    if (random.nextBoolean()) {
      request.temperature(random.nextDouble() * random.nextInt(3)).maxTokens(1 + random.nextInt(9));
    }
    if (random.nextBoolean()) {
      request.topP(1 - random.nextDouble()).seed(random.nextLong());
    }
    if (random.nextBoolean()) {
      request.deadline(Duration.ofNanos(random.nextLong() >>> 1 | 1));
    }
    return request
        .toolChoice(choice())
        .responseFormat(format())
        .streamed(random.nextBoolean())
        .nativeEvents(random.nextBoolean())
        .build();
  }

  private ToolChoice choice() {
    return switch (random.nextInt(4)) {
      case 0 -> new ToolChoice.Auto();
      case 1 -> new ToolChoice.None();
      case 2 -> new ToolChoice.Required();
      default -> new ToolChoice.Named(any.text());
    };
  }

  private ResponseFormat format() {
    return switch (random.nextInt(3)) {
      case 0 -> new ResponseFormat.Text();
      case 1 -> new ResponseFormat.JsonObject();
      default -> new ResponseFormat.JsonSchema(any.text(), any.text(), random.nextBoolean());
    };
  }
}
