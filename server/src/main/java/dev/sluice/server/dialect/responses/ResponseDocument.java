package dev.sluice.server.dialect.responses;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Citation;
import dev.sluice.chat.Ending;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.EndingError;
import dev.sluice.server.dialect.RunView;
import dev.sluice.server.dialect.Told;
import java.util.List;
import java.util.Optional;

/** A response as one document. */
final class ResponseDocument {
  private ResponseDocument() {}

  /** Of a run that has ended. */
  static String of(Told told, Ending ending) {
    Reply reply = ending.reply();
    String output = output(told, reply, ending);
    return switch (ending) {
      case Ending.Incomplete early ->
          ResponseObject.failed(told, "", ResponseObject.error(early), reply.usage(), output);
      case Ending.Completed(var whole, FinishReason reason)
          when reason.kind() == FinishReason.Kind.ERROR ->
          ResponseObject.failed(told, "", EndingError.of(reason), whole.usage(), output);
      case Ending.Completed(var whole, FinishReason reason) -> {
        boolean refused = !whole.refusal().isEmpty();
        yield ResponseObject.over(told, "", reason, refused, whole.usage(), output);
      }
    };
  }

  /** Of a run as it is now. */
  static String of(RunView run) {
    Told told = told(run);
    Optional<Ending> ending = run.ending();
    if (ending.isPresent()) {
      return of(told, ending.get(), run.soFar());
    }
    return ResponseObject.running(
        told, "in_progress", "", parts(told, run.soFar()).json("in_progress"));
  }

  /** Of a run that has just been stopped, wherever it has got to. */
  static String stopped(RunView run) {
    return of(told(run), new Ending.Incomplete(run.soFar(), new Cause.Cancelled()));
  }

  private static String of(Told told, Ending ending, Reply whole) {
    return of(
        told,
        switch (ending) {
          case Ending.Incomplete(var partial, var cause) -> new Ending.Incomplete(whole, cause);
          case Ending.Completed(var reply, var reason) -> new Ending.Completed(whole, reason);
        });
  }

  /** What is known of a run to those who ask for it later. */
  static Told told(RunView run) {
    return new Told(
        run.id(), run.model(), run.created(), new ResponsesView(-1), run.request(), run.labels());
  }

  private static String output(Told told, Reply reply, Ending ending) {
    Output output = parts(told, reply);
    boolean isWhole =
        ending instanceof Ending.Completed(var whole, FinishReason reason)
            && ResponseObject.incomplete(reason, !whole.refusal().isEmpty()).isEmpty();
    output.finish(!isWhole);
    return output.json("incomplete");
  }

  /** Its parts as they would be told. */
  private static Output parts(Told told, Reply reply) {
    EventWriter nowhere = new EventWriter(Long.MAX_VALUE);
    nowhere.to(Offset.START, new Bytes());
    Output output = new Output(told, nowhere);
    output.answeredBy(reply.askedModel());
    for (int i = 0; i < reply.parts().size(); i++) {
      Part part = reply.parts().get(i);
      output.hear(new StreamEvent.PartStarted(i, part));
      for (var citation : part instanceof Part.Text text ? text.citations() : NO_CITATIONS) {
        output.hear(new StreamEvent.Cited(i, citation));
      }
      if (part.isWhole()) {
        output.hear(new StreamEvent.PartEnded(i, part));
      }
    }
    return output;
  }

  private static final List<Citation> NO_CITATIONS = List.of();
}
