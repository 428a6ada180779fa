package dev.sluice.server.run;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.CallIds;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Puts what was said in an earlier run before what is asked now. Thread-safe; waits for the log.
 */
final class Earlier {
  private final BiFunction<String, String, Optional<RunView>> runs;
  private final Limits limits;

  /**
   * @param runs finds a run by its id and owner
   * @param limits of a request, which hold for all that is put together
   */
  Earlier(BiFunction<String, String, Optional<RunView>> runs, Limits limits) {
    this.runs = runs;
    this.limits = limits;
  }

  /**
   * The order with the messages and the answer of the run that it goes on with, but for what was
   * said to that one alone.
   *
   * @throws RefusedException if there is no such run of this owner's, or it goes on, or there are
   *     more messages than a request may have
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
    List<Message> before = run.request().messages();
    List<Message> now = order.asked().request().messages();
    int own = instructions(order.asked().labels(), now);
    List<Message> all = new ArrayList<>(now.subList(0, own));
    all.addAll(before.subList(instructions(run.labels(), before), before.size()));
    Message.Assistant answer = answer(run);
    if (!answer.parts().isEmpty()) {
      all.add(answer);
    }
    all.addAll(now.subList(own, now.size()));
    if (all.size() > limits.messages()) {
      throw tooMany(previous, all.size());
    }
    return order.asking(order.asked().with(order.asked().request().withMessages(all)));
  }

  private static int instructions(Map<String, String> labels, List<Message> messages) {
    return Math.min(
        Integer.parseInt(labels.getOrDefault(Asked.INSTRUCTIONS, "0")), messages.size());
  }

  private RefusedException tooMany(String run, int messages) {
    return new RefusedException(
        Problem.invalid(
            "too_many_messages",
            "with the run "
                + run
                + " before it the conversation has "
                + messages
                + " messages, more than the limit of "
                + limits.messages()
                + ": begin another one with what it came to",
            "previous_response_id"));
  }

  /** With the ids of its calls as its client knows them, and says them in their results. */
  private static Message.Assistant answer(RunView run) {
    List<Part> all = run.soFar().parts();
    List<Part> named = CallIds.of(run).named(all);
    IdentityHashMap<Part, Part> known = new IdentityHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      known.put(all.get(i), named.get(i));
    }
    Message.Assistant answer = run.soFar().toMessage();
    return new Message.Assistant(
        answer.parts().stream().map(part -> known.getOrDefault(part, part)).toList(),
        answer.model());
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
