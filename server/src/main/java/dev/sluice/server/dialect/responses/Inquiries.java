package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Message;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Known;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import dev.sluice.server.dialect.TokenEstimate;
import dev.sluice.server.dialect.openai.OpenAiError;
import java.util.ArrayList;
import java.util.List;

/** What is asked of responses that are there, and beside them. */
final class Inquiries {
  private static final int MAX_DIGITS = 15;

  private Inquiries() {}

  /** {@code GET /v1/responses}: only asked to open a WebSocket, which there is none of. */
  static Inquiry.Outcome webSocket(String method, Head head, byte[] body, Known known) {
    Problem problem =
        Problem.of(
            426,
            "invalid_request_error",
            "websocket_not_supported",
            "responses are not told over WebSockets here: POST to this address");
    return new Inquiry.Document(problem.status(), "application/json", OpenAiError.of(problem));
  }

  /** A response as it is, or its events. */
  static Inquiry.Outcome one(String method, Head head, byte[] body, Known known) {
    RunView run = run(head, known);
    if (head.parameter("stream").equals("true")) {
      return new Inquiry.Following(run.id(), Mark.START, new ResponsesView(after(head)));
    }
    return Inquiry.Document.json(ResponseDocument.of(run));
  }

  private static long after(Head head) {
    String number = head.parameter("starting_after");
    if (number.isEmpty()) {
      return -1;
    }
    if (number.length() > MAX_DIGITS || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new RefusedException(
          Problem.invalid(
              "invalid_value",
              "starting_after: is the sequence_number of an event",
              "starting_after"));
    }
    return Long.parseLong(number);
  }

  /** What was asked. */
  static Inquiry.Outcome items(String method, Head head, byte[] body, Known known) {
    return Inquiry.Document.json(ItemList.of(run(head, known), head));
  }

  /** Stops it; one that is over stays as it is. */
  static Inquiry.Outcome cancel(String method, Head head, byte[] body, Known known) {
    RunView run = run(head, known);
    if (run.ending().isEmpty() && known.stop(run.id())) {
      return Inquiry.Document.json(ResponseDocument.stopped(run));
    }
    return Inquiry.Document.json(ResponseDocument.of(run));
  }

  /** Forgets it. */
  static Inquiry.Outcome delete(String method, Head head, byte[] body, Known known) {
    if (!known.forget(ResponseIds.run(head.named()))) {
      throw ResponseIds.unknown(head.named());
    }
    return Inquiry.Document.json(
        new JsonWriter()
            .object()
            .put("id", head.named())
            .put("object", "response")
            .put("deleted", true)
            .end()
            .text());
  }

  private static RunView run(Head head, Known known) {
    return known
        .run(ResponseIds.run(head.named()))
        .orElseThrow(() -> ResponseIds.unknown(head.named()));
  }

  /** About how many tokens a request has, with what it goes on with: no provider is asked. */
  static Inquiry.Outcome count(String method, Head head, byte[] body, Known known) {
    Asked asked = RequestReader.read(body, known.limits());
    List<Message> all = new ArrayList<>(asked.request().messages());
    if (!asked.previous().isEmpty()) {
      RunView before =
          known
              .run(asked.previous())
              .orElseThrow(() -> ResponseIds.nothingToGoOnWith(ResponseIds.of(asked.previous())));
      List<Message> said = before.request().messages();
      String own = before.labels().getOrDefault(Asked.INSTRUCTIONS, "0");
      all.addAll(said.subList(Math.min(Integer.parseInt(own), said.size()), said.size()));
      all.add(before.soFar().toMessage());
    }
    long tokens = TokenEstimate.of(asked.request().withMessages(all));
    return Inquiry.Document.json(
        new JsonWriter()
            .object()
            .put("object", "response.input_tokens")
            .put("input_tokens", tokens)
            .end()
            .text());
  }
}
