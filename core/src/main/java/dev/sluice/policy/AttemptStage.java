package dev.sluice.policy;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.spi.stream.HeldControl;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.time.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One stream made of attempts: carries out what a {@link Plan} decides, joins the texts, and sums
 * the usage. As with a {@link Stage}, what it knows belongs to the stream's lane, and cancelling
 * waits for nobody. A further attempt is opened on a thread of its own, outside of the lane.
 */
// Long because what an attempt tells and what its stage makes of that is one state.
final class AttemptStage implements StreamControl, Lane.Owner {
  /**
   * So many starts of parts and so many characters are held back before the first token. What tells
   * more without saying anything is told as it comes: then readers, and the bounds of the reply,
   * hold it up.
   */
  private static final int MAX_HELD_BACK = 64;

  private static final int MAX_HELD_BACK_CHARACTERS = 64 * 1024;

  private static final VarHandle OVER;

  static {
    try {
      OVER = MethodHandles.lookup().findVarHandle(AttemptStage.class, "over", boolean.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final StreamSink out;
  private final ChatRequest request;
  private final Clock clock;

  private final Lane lane;
  private Plan plan;
  private int attempts = 1;
  private volatile Attempt current;

  /** Looked at for every event; set through {@link #OVER} where it matters who does. */
  private volatile boolean over;

  private volatile Clock.@Nullable Alarm alarm;

  /** What the answer says up to now, across attempts; kept only for a plan that may continue it. */
  private final StringBuilder text = new StringBuilder();

  private final boolean keepsText;
  private boolean begun;

  /** Where that text goes on, and where it may be joined to; kept as the text is. */
  private TextEnd textEnd = TextEnd.NONE;

  /** What the attempts before the current one have used. */
  private Usage usageBefore = Usage.unknown();

  /** The output tokens of the attempts before whose text stands. */
  private long tokensBefore;

  private AttemptStage(
      StreamSink out, ChatRequest request, Clock clock, Plan plan, boolean keepsText) {
    this.out = out;
    this.request = request;
    this.clock = clock;
    this.plan = plan;
    this.keepsText = keepsText;
    this.lane = Lane.of(out, this);
    this.current = new Attempt(TextEnd.NONE, false, 0);
  }

  /** A source whose streams follow a plan. */
  static StreamSource around(StreamSource inner, Clock clock, Plan plan, boolean keepsText) {
    return new Decorator(
        inner,
        (request, sink) -> {
          AttemptStage stage = new AttemptStage(sink, request, clock, plan, keepsText);
          sink.onOpen(stage);
          stage.open(inner, request, stage.current);
        });
  }

  /** The same for streams whose first attempt was made elsewhere, and broke off. */
  static StreamSource after(KeptAttempt made, StreamSource inner, Clock clock, Plan plan) {
    return new Decorator(
        inner,
        (request, sink) -> {
          AttemptStage stage = new AttemptStage(sink, request, clock, plan, true);
          sink.onOpen(stage);
          stage.lane.run(() -> stage.goOn(made));
        });
  }

  private void goOn(KeptAttempt made) {
    attempts = made.attempts();
    begun = true;
    text.append(made.text());
    textEnd = made.textEnd();
    current.takeOver(made);
    ended(current, made.cause());
  }

  /** Opens an attempt, unless the stream is over; what that throws is how the attempt ended. */
  private void open(StreamSource source, ChatRequest toAsk, Attempt attempt) {
    if (over) {
      return;
    }
    try {
      source.open(toAsk, attempt);
    } catch (Throwable thrown) {
      // It may have opened before it threw, and its attempt is over now.
      attempt.control.cancel();
      Cause defect = new Cause.Failed(new Failure.Defect(thrown));
      lane.run(() -> attempt.onEnd(defect));
    }
  }

  @Override
  public void resume() {
    current.control.resume();
  }

  @Override
  public void cancel() {
    over = true;
    stopAttempt();
  }

  private void stopAttempt() {
    Clock.Alarm waiting = alarm;
    if (waiting != null) {
      waiting.cancel();
    }
    current.control.cancel();
  }

  @Override
  public void whenRead(Runnable task) {
    current.control.whenRead(task);
  }

  @Override
  public boolean finishIfWhole() {
    return current.control.finishIfWhole();
  }

  @Override
  public void onDefect(Throwable thrown) {
    if (OVER.compareAndSet(this, false, true)) {
      stopAttempt();
      lane.run(() -> out.onEnd(new Cause.Failed(new Failure.Defect(thrown))));
    }
  }

  @Override
  public void onLeft(boolean elsewhere, @Nullable Executor afterRound) {}

  /** The attempt has ended: with the answer's good end, for good, or to be followed by another. */
  private void ended(Attempt attempt, Outcome outcome) {
    switch (outcome) {
      case Outcome.Finished finished -> last(attempt, finished);
      case Cause cause -> {
        switch (plan.after(cause, begun)) {
          case Plan.GiveUp no -> last(attempt, no.cause());
          case Plan.Again again -> again(attempt, cause, again);
        }
      }
    }
  }

  private void last(Attempt attempt, Outcome outcome) {
    attempt.tellHeldBack();
    attempt.flush();
    if (attempts > 1 && attempt.meter.estimates()) {
      out.onEvent(new StreamEvent.UsageReported(usageBefore.plus(attempt.meter.usage())));
    }
    if (OVER.compareAndSet(this, false, true)) {
      out.onEnd(outcome);
    }
  }

  private void again(Attempt attempt, Cause cause, Plan.Again again) {
    attempts++;
    plan = again.next();
    Usage used = attempt.used();
    usageBefore = usageBefore.plus(attempt.meter.usage());
    tokensBefore += attempt.standing();
    ChatRequest toAsk = request;
    if (begun && again.keepText() && !text.isEmpty()) {
      boolean prefill = again.source().prefills(request);
      current = new Attempt(textEnd, prefill, text.length());
      toAsk = Continuation.of(request, text.toString(), tokensBefore, prefill);
      out.onEvent(
          new StreamEvent.Continued(
              attempts, again.model(), textEnd.part(), text.length(), cause, used));
    } else {
      current = new Attempt(TextEnd.NONE, false, 0);
      text.setLength(0);
      textEnd = TextEnd.NONE;
      tokensBefore = 0;
      out.onEvent(
          begun
              ? new StreamEvent.Restarted(attempts, again.model(), cause, used)
              : new StreamEvent.Retrying(attempts, again.model(), cause, again.delay(), used));
    }
    Attempt next = current;
    ChatRequest asked = toAsk;
    // On a thread of its own even without a wait: the attempt before is still on the stack.
    alarm = clock.launch(again.delay(), () -> open(again.source(), asked, next), this::onDefect);
    if (over) {
      // Cancelled meanwhile, perhaps by somebody who still saw the attempt before.
      stopAttempt();
    }
  }

  /** What comes from one attempt; says nothing once another has taken its place. */
  private final class Attempt implements StreamSink {
    /** Where the text begins that this attempt continues; 0 if it began anew. */
    private final int base;

    private final Meter meter = new Meter();
    private final HeldControl control = new HeldControl();
    private final Placing placing;
    private final boolean prefilled;
    private @Nullable Seam seam;

    /** Starts of parts in which nothing has come yet: if nothing does, another attempt may. */
    private @Nullable List<StreamEvent.Content> heldBack;

    private int heldBackCharacters;

    private boolean anyToken;

    /** The text that came from inside, in UTF-16 units; what the seam left out is in it. */
    private int received;

    /** What the attempts inside this one have used that others have followed. */
    private Usage usedInside = Usage.unknown();

    /** The output tokens of attempts inside this one whose text is void. */
    private long voidInside;

    Attempt(TextEnd after, boolean prefilled, int base) {
      this.placing = new Placing(after, base);
      this.prefilled = prefilled;
      this.base = base;
      this.seam = seam();
    }

    /** The one where its answer begins. */
    private @Nullable Seam seam() {
      return base == 0 ? null : Seam.after(text, prefilled);
    }

    /** Counts as the attempts whose answer was kept, of which the last one broke off. */
    void takeOver(KeptAttempt made) {
      meter.add(new StreamEvent.UsageReported(made.usage()));
      usedInside = made.usedBefore();
      voidInside = made.usage().outputTokens().orElse(0) - made.standing();
    }

    @Override
    public void onOpen(StreamControl opened) {
      control.hold(opened);
    }

    @Override
    public Lane lane() {
      return lane;
    }

    /** What this attempt has used, without those inside it that have been told of. */
    Usage used() {
      return meter.usage().minus(usedInside);
    }

    /** The output tokens of what still stands. */
    long standing() {
      return meter.usage().outputTokens().orElse(0) - voidInside;
    }

    @Override
    public void onEvent(StreamEvent event) {
      if (over || current != this) {
        return;
      }
      meter.add(event);
      if (event instanceof StreamEvent.TextDelta delta && anyToken && !keepsText) {
        out.onEvent(delta); // Most events of most policies.
        return;
      }
      switch (event) {
        case StreamEvent.Content content -> content(content);
        case StreamEvent.UsageReported report ->
            out.onEvent(new StreamEvent.UsageReported(usageBefore.plus(report.usage())));
        case StreamEvent.Retrying inner -> retried(inner);
        case StreamEvent.Restarted inner -> restarted(inner);
        case StreamEvent.Continued inner -> continued(inner);
        case StreamEvent.Started start -> out.onEvent(start);
        case StreamEvent.Noted noted -> out.onEvent(noted);
        case StreamEvent.Warned warned -> out.onEvent(warned);
        case StreamEvent.Native own -> out.onEvent(own);
        case StreamEvent.RoundStarted round -> out.onEvent(round);
        case StreamEvent.Ended impossible ->
            throw new IllegalArgumentException("a source never sends " + impossible);
      }
    }

    // The answer.

    private void content(StreamEvent.Content content) {
      if (anyToken) {
        told(content);
      } else if (content.isToken()) {
        begin();
        told(content);
      } else {
        heldBack = heldBack == null ? new ArrayList<>(2) : heldBack;
        heldBack.add(content);
        heldBackCharacters += content.weight();
        if (heldBack.size() > MAX_HELD_BACK || heldBackCharacters > MAX_HELD_BACK_CHARACTERS) {
          begin();
        }
      }
    }

    private void begin() {
      begun = true;
      anyToken = true;
      tellHeldBack();
    }

    void tellHeldBack() {
      List<StreamEvent.Content> held = heldBack;
      if (held != null) {
        heldBack = null;
        held.forEach(this::told);
      }
    }

    private void told(StreamEvent.Content content) {
      if (!keepsText) {
        out.onEvent(content); // Its parts are where it says, since none stand before them.
        return;
      }
      boolean joined = placing.joins(content);
      if (content instanceof StreamEvent.TextDelta delta && placing.isAnswer(delta.part())) {
        received += delta.text().length();
        placing.received(delta);
        text(placing.of(delta.part()), seam == null ? delta.text() : seam.push(delta.text()));
        return;
      }
      flush(); // What is no text comes after the text that the seam holds back.
      if (!(joined && content instanceof StreamEvent.PartStarted)) {
        StreamEvent.Content placed = placing.of(content);
        textEnd = textEnd.after(placed, text.length());
        out.onEvent(placed);
      }
    }

    private void text(int part, String piece) {
      if (!piece.isEmpty()) {
        textEnd = textEnd.at(part, text.length());
        text.append(piece);
        placing.shown(piece);
        out.onEvent(new StreamEvent.TextDelta(part, piece));
      }
    }

    private void flush() {
      String held = seam == null ? "" : seam.flush();
      if (!held.isEmpty()) {
        text(placing.lastText(), held);
      }
    }

    // What policies inside say of their attempts is counted on, and put in terms of the whole text.

    private void retried(StreamEvent.Retrying inner) {
      attempts++;
      usedInside = usedInside.plus(inner.used());
      out.onEvent(
          new StreamEvent.Retrying(
              attempts, inner.model(), inner.cause(), inner.delay(), inner.used()));
    }

    private void restarted(StreamEvent.Restarted inner) {
      attempts++;
      usedInside = usedInside.plus(inner.used());
      received = 0;
      voidInside = meter.usage().outputTokens().orElse(0);
      text.setLength(Math.min(base, text.length()));
      seam = seam();
      textEnd = placing.again();
      out.onEvent(
          base == 0
              ? new StreamEvent.Restarted(attempts, inner.model(), inner.cause(), inner.used())
              : new StreamEvent.Continued(
                  attempts, inner.model(), textEnd.part(), base, inner.cause(), inner.used()));
    }

    private void continued(StreamEvent.Continued inner) {
      attempts++;
      usedInside = usedInside.plus(inner.used());
      int position = Math.clamp(inner.position(), 0, received); // Users' sources may say anything.
      int dropped = received - position;
      received = position;
      boolean held = seam != null && seam.takeBack(dropped);
      if (!held) {
        text.setLength(Math.max(Math.min(base, text.length()), text.length() - dropped));
      }
      int part = keepsText ? placing.of(inner.part()) : inner.part();
      textEnd = textEnd.at(part, -1);
      out.onEvent(
          new StreamEvent.Continued(
              attempts,
              inner.model(),
              part,
              keepsText ? text.length() : inner.position(),
              inner.cause(),
              inner.used()));
    }

    @Override
    public void onEnd(Outcome outcome) {
      if (!over && current == this) {
        ended(this, outcome);
      }
    }

    @Override
    public boolean isReady() {
      return out.isReady();
    }
  }
}
