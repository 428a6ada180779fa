package dev.sluice.server.run;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.codec.EventCodec;
import dev.sluice.log.Offset;
import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Told;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A dialect that tells each entry as a line.
 *
 * @param wireFormat whose frames it takes
 * @param wholeStory whether it wants all of it
 * @param throwsAt an encoder throws when it is told a text with this; empty for none
 */
record PlainDialect(String name, String wireFormat, boolean wholeStory, String throwsAt)
    implements Dialect {
  static final PlainDialect NATIVE = new PlainDialect("native", "openai.chat", false, "");
  static final PlainDialect TRANSLATED = new PlainDialect("translated", "", false, "");
  static final PlainDialect STORY = new PlainDialect("story", "", true, "");

  @Override
  public List<Address> addresses() {
    return List.of();
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return Asked.of("", ChatRequest.of("Hi.")).streamed(true).build();
  }

  @Override
  public Encoder encoder(Told told) {
    return new Lines(wholeStory, throwsAt);
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return ("document " + told.model() + " " + ending.reply().text())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] problem(Problem problem) {
    return problem.message().getBytes(StandardCharsets.UTF_8);
  }

  private static final class Lines implements Encoder {
    private final boolean wholeStory;
    private final String throwsAt;
    private boolean content;
    private boolean over;

    Lines(boolean wholeStory, String throwsAt) {
      this.wholeStory = wholeStory;
      this.throwsAt = throwsAt;
    }

    @Override
    public boolean isWholeStory() {
      return wholeStory;
    }

    @Override
    public boolean isOver() {
      return over;
    }

    @Override
    public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {
      content = true;
      out.add("frame " + at + " ").add(bytes, from, length).add("\n");
      refuse(new String(bytes, from, length, StandardCharsets.UTF_8));
    }

    @Override
    public void event(StreamEvent event, Offset at, Bytes out) {
      if (event instanceof StreamEvent.Content) {
        content = true;
      }
      String form = EventCodec.encode(event);
      refuse(form);
      out.add("event " + at + " ").add(form).add("\n");
      if (event instanceof StreamEvent.Restarted && content && !wholeStory) {
        out.add("error: it begins anew\n");
        over = true;
      }
    }

    private void refuse(String text) {
      if (!throwsAt.isEmpty() && text.contains(throwsAt)) {
        throw new IllegalStateException("an encoder that throws");
      }
    }

    @Override
    public void end(Ending ending, Offset at, Bytes out) {
      out.add("end " + at + " " + ending.kind() + "\n");
    }

    @Override
    public void heartbeat(Bytes out) {
      out.add("beat\n");
    }
  }
}
