package dev.sluice.llamacpp;

import dev.sluice.Sluice;
import dev.sluice.stream.ChatRequest;

/**
 * A program that closes nothing: with {@code whole} it reads an answer to its end, with {@code
 * returns} or {@code exits} it leaves after the first text of a long one.
 */
final class OneAnswer {
  private OneAnswer() {}

  public static void main(String[] arguments) {
    boolean whole = arguments[0].equals("whole");
    var request =
        ChatRequest.builder()
            .user("Count to 500.")
            .assistant("1, 2, 3, 4, 5, 6, 7, 8, 9, 10,")
            .temperature(0)
            .providerOption("local", "repeat_penalty", "1");
    if (whole) {
      request.maxTokens(5);
    }
    var stream = Sluice.model("local/smollm2-135m").stream(request.build());
    for (String text : stream.text()) {
      System.out.print(text);
      System.out.flush();
      if (arguments[0].equals("exits")) {
        System.exit(0);
      }
      if (!whole) {
        return;
      }
    }
  }
}
