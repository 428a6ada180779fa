package dev.sluice.simulator;

import dev.sluice.simulator.Head.Framing;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Plays one response to one request. It runs on the thread of its loop and goes on until it has to
 * wait: for a time, for the socket to take more, or for the client to leave.
 */
final class Exchange {
  /** After this many steps the other connections get their turn. */
  private static final int STEPS_PER_TURN = 64;

  private final Connection connection;
  private final Call call;
  private final Response response;
  private final Seen seen;
  private final WireEncoder encoder;
  private final boolean document;
  private final HeadWriter head;
  private final BodyWriter body;
  private final Cursor cursor;
  private final ByteBuilder scratch;
  private @Nullable Pace pace;

  /** A step that waits for its beat. */
  private Step.@Nullable Played held;

  private long dueNanos;
  private boolean headSent;
  private boolean over;

  Exchange(Connection connection, Call call, Response response, Seen seen, long now) {
    this.connection = connection;
    this.call = call;
    this.response = response;
    this.seen = seen;
    encoder = newEncoder();
    boolean plain = response.isPlain();
    document = encoder.isDocument() && response.speaks();
    head = new HeadWriter(response.head(), call, plain, document);
    body = new BodyWriter(connection, seen, head.framing() == Framing.CHUNKED, now);
    cursor = new Cursor(response.steps());
    scratch = connection.scratch();
    dueNanos = now + (isForever(response.head().delayNanos()) ? 0 : response.head().delayNanos());
    over = isForever(response.head().delayNanos());
  }

  private static boolean isForever(long nanos) {
    return nanos == Head.NEVER;
  }

  private WireEncoder newEncoder() {
    return call.wire().encoder(call, response);
  }

  Seen seen() {
    return seen;
  }

  /** Plays on from where it stands. */
  void advance(long now) {
    for (int steps = 0; steps < STEPS_PER_TURN; steps++) {
      if (over || connection.isClosed() || connection.isBlocked()) {
        return;
      }
      if (body.hasPiece()) {
        if (body.dueNanos() - now > 0) {
          connection.wakeAt(body.dueNanos());
          return;
        }
        body.writePiece(scratch, now);
      } else if (dueNanos - now > 0) {
        connection.wakeAt(dueNanos);
        return;
      } else {
        playNext(now);
      }
    }
    connection.wakeAt(now);
  }

  private void playNext(long now) {
    Step.Played step = held;
    held = null;
    if (step == null) {
      step = cursor.next();
      if (pace != null && step instanceof Step.Delta) {
        dueNanos = pace.nextBeat(now);
        if (dueNanos - now > 0) {
          held = step;
          body.flush();
          return;
        }
      }
    }
    if (!headSent && !document && !(step instanceof Step.Headless)) {
      sendHead();
    }
    play(step, now);
  }

  private void play(Step.Played step, long now) {
    switch (step) {
      case Step.Huge huge -> {
        if (!document) {
          body.addAround(scratch, encoder.encodeAround(huge, scratch.clear()), huge.size());
        }
      }
      case Step.Said said -> {
        encoder.encode(said, scratch.clear());
        body.add(scratch);
      }
      case Step.Raw raw -> {
        if (!document) {
          body.add(scratch.clear().put(raw.bytes()));
        }
      }
      case Step.Body whole -> body.add(scratch.clear().put(whole.bytes()));
      case Step.Eol eol -> encoder.eol(eol.bytes());
      case Step.Wait wait -> {
        body.flush();
        dueNanos = now + wait.nanos();
      }
      case Step.Paced paced -> pace = paced.gapNanos() == 0 ? null : new Pace(paced, call.number());
      case Step.SplitOff off -> body.cut(null);
      case Step.Split split -> body.cut(Cuts.of(split, call.number()));
      case Step.Trickle trickle -> body.trickle(trickle.bytesPerSecond(), now);
      case Step.Cut cut -> body.limit(cut.size());
      case Step.Join join -> {
        body.flush();
        body.join(join.size());
      }
      case Step.Ending ending -> end(ending, now);
    }
  }

  private void end(Step.Ending ending, long now) {
    body.flush();
    if (body.hasPiece()) {
      // It is played again when the last piece is written.
      held = ending;
      return;
    }
    over = true;
    if (document) {
      sendDocument(ending);
    }
    connection.ended(seen, ending.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    switch (ending) {
      case Step.End end -> endCleanly(now);
      case Step.Fin fin -> connection.finish(now);
      case Step.Rst rst -> connection.reset();
      case Step.Stall stall -> {}
      case Step.Hold hold -> {}
      case Step.Drop drop -> {
        if (drop.reset()) {
          connection.reset();
        } else {
          connection.finish(now);
        }
      }
      case Step.Refuse refuse -> connection.reset();
    }
  }

  private void endCleanly(long now) {
    if (head.framing() == Framing.CHUNKED && !head.isBodyless() && !document) {
      connection.write(scratch.clear().put("0\r\n\r\n"));
    }
    // A client that waits for the rest of a length learns by the end that there is none.
    boolean isShort = body.isLimited() && head.framing() == Framing.LENGTH;
    if (head.keepsAlive() && !isShort) {
      connection.nextRequest(now);
    } else {
      connection.finish(now);
    }
  }

  private void sendHead() {
    headSent = true;
    long length = head.framing() == Framing.LENGTH ? length() : 0;
    String type = response.isPlain() ? "application/json" : encoder.contentType();
    head.write(scratch.clear(), type, encoder.fields(), length);
    seen.headersBegin();
    connection.write(scratch);
  }

  private long length() {
    long declared = response.head().declaredLength();
    return declared == Head.COMPUTED
        ? new BodyLength(newEncoder(), response.steps()).count()
        : declared;
  }

  /** A document is sent when it ends: whole, or half of it where the ending is a cut. */
  private void sendDocument(Step.Ending ending) {
    if (ending instanceof Step.Headless || ending instanceof Step.Stall) {
      return;
    }
    var whole = new ByteBuilder(1024);
    encoder.document(whole);
    head.write(scratch.clear(), encoder.contentType(), encoder.fields(), whole.length());
    seen.headersBegin();
    connection.write(scratch);
    if (body.isLimited()) {
      whole.truncate((int) body.allowed(whole.length()));
    } else if (ending instanceof Step.Fin || ending instanceof Step.Rst) {
      whole.truncate(whole.length() / 2);
    }
    seen.bodyBegins();
    connection.write(whole);
  }
}
