package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer of several steps is to a model: its own messages, each followed by the results of
 * its calls. Calls that have no result yet are left out, since no provider takes them so. Not
 * thread-safe.
 */
final class UiAnswer {
  private final String model;
  private final List<Message> all = new ArrayList<>();
  private final List<Part> step = new ArrayList<>();
  private final List<Part.ToolResult> results = new ArrayList<>();
  private final List<Part> approvals = new ArrayList<>();

  /**
   * @param model who gave it, {@code provider/model}; empty if that is not known
   */
  UiAnswer(String model) {
    this.model = model;
  }

  List<Message> read(List<UiPart> parts) {
    for (UiPart part : parts) {
      switch (part) {
        case UiPart.Said(Part said) -> said(said);
        case UiPart.Called(UiCall call) -> called(call);
        case UiPart.Step s -> flush();
        case UiPart.Steering(List<Part> said) -> {
          flush();
          if (!said.isEmpty()) {
            all.add(new Message.User(said));
          }
        }
        case UiPart.Other o -> {}
      }
    }
    flush();
    return all;
  }

  private void said(Part part) {
    boolean isEmpty =
        switch (part) {
          case Part.Text text -> text.text().isEmpty() && text.data().isEmpty();
          case Part.Reasoning thought ->
              thought.text().isEmpty()
                  && thought.signature().isEmpty()
                  && thought.cipher().isEmpty()
                  && thought.data().isEmpty();
          default -> false;
        };
    if (!isEmpty) {
      step.add(part);
    }
  }

  private void called(UiCall one) {
    if (!one.call().isRunByProvider()) {
      one.result()
          .ifPresent(
              result -> {
                step.add(one.call());
                results.add(result);
              });
      return;
    }
    if (one.result().isPresent()) {
      // Without what its provider knows it by, a result of its own is of no use to it.
      one.result()
          .filter(result -> result.data().isPresent())
          .ifPresent(
              result -> {
                step.add(one.call());
                step.add(result);
              });
    } else if (one.approved().isPresent()) {
      Part request = new Part.ApprovalRequest(one.approvalId(), one.call());
      step.add(one.call().data().map(request::withData).orElse(request));
      approvals.add(new Part.ApprovalAnswer(one.approvalId(), one.approved().get(), one.reason()));
    }
  }

  /** Thoughts that nothing follows are of no use to anybody. */
  private void flush() {
    while (!step.isEmpty() && step.getLast() instanceof Part.Reasoning) {
      step.removeLast();
    }
    if (!step.isEmpty()) {
      all.add(new Message.Assistant(step, model));
    }
    results.forEach(result -> all.add(new Message.ToolResult(result)));
    if (!approvals.isEmpty()) {
      all.add(new Message.User(approvals));
    }
    step.clear();
    results.clear();
    approvals.clear();
  }
}
