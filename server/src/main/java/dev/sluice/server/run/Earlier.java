package dev.sluice.server.run;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Message;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Puts what was said in an earlier run before what is asked now. Thread-safe; waits for the log.
 */
final class Earlier {
  private final BiFunction<String, String, Optional<RunView>> runs;

  /**
   * @param runs finds a run by its id and owner
   */
  Earlier(BiFunction<String, String, Optional<RunView>> runs) {
    this.runs = runs;
  }

  /**
   * The order with the messages and the answer of the run that it goes on with; those of the system
   * are each request's own.
   *
   * @throws RefusedException if there is no such run of this owner's, or it goes on
   */
  Order before(Order order) {
    String previous = order.asked().previous();
    if (previous.isEmpty()) {
      return order;
    }
    RunView run =
        runs.apply(previous, order.owner()).orElseThrow(() -> refused(previous, "is not there"));
    if (run.status().equals("running")) {
      throw refused(previous, "goes on: wait for its end");
    }
    ChatRequest request = order.asked().request();
    List<Message> all = new ArrayList<>();
    request.messages().stream().filter(Earlier::isOfSystem).forEach(all::add);
    run.request().messages().stream().filter(one -> !isOfSystem(one)).forEach(all::add);
    Message.Assistant answer = run.soFar().toMessage();
    if (!answer.parts().isEmpty()) {
      all.add(answer);
    }
    request.messages().stream().filter(one -> !isOfSystem(one)).forEach(all::add);
    return order.asking(order.asked().with(request.withMessages(all)));
  }

  private static boolean isOfSystem(Message message) {
    return message instanceof Message.SystemPrompt;
  }

  private static RefusedException refused(String run, String why) {
    return new RefusedException(
        new Problem(
            404,
            "invalid_request_error",
            "previous_response_not_found",
            "the run " + run + " that this request goes on with " + why,
            "previous_response_id",
            Optional.empty(),
            false));
  }
}
