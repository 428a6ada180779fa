package dev.sluice.server.dialect.runs;

import dev.sluice.chat.Ending;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.EventLines;
import java.nio.charset.StandardCharsets;

/** Tells all of a run, event by event. Not thread-safe. */
final class RunEncoder implements Encoder {
  private static final byte[] EVENT = ascii("event: ");

  /** How each form begins, before the word for its kind. */
  private static final int KIND = "{\"k\":\"".length();

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isWholeStory() {
    return true;
  }

  /** There are none: no provider speaks this format. */
  @Override
  public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {}

  @Override
  public void event(StreamEvent event, Offset at, Bytes out) {
    tell(EventCodec.encodeToBytes(event), at, out);
  }

  @Override
  public void end(Ending ending, Offset at, Bytes out) {
    tell(EventCodec.encodeToBytes(new StreamEvent.Ended(withoutParts(ending))), at, out);
  }

  /** The parts have been told, and would double what has to be sent and kept. */
  private static Ending withoutParts(Ending ending) {
    return switch (ending) {
      case Ending.Completed(Reply reply, var reason) -> new Ending.Completed(beside(reply), reason);
      case Ending.Incomplete(Reply reply, var cause) -> new Ending.Incomplete(beside(reply), cause);
    };
  }

  private static Reply beside(Reply reply) {
    return Reply.builder()
        .askedModel(reply.askedModel())
        .usage(reply.usage())
        .timings(reply.timings())
        .build();
  }

  private static void tell(byte[] form, Offset at, Bytes out) {
    EventLines.id(at, out);
    int end = KIND;
    while (form[end] != '"') {
      end++;
    }
    out.add(EVENT).add(form, KIND, end - KIND).add((byte) '\n');
    EventLines.data(form, 0, form.length, out);
  }

  @Override
  public void heartbeat(Bytes out) {
    EventLines.heartbeat(out);
  }
}
