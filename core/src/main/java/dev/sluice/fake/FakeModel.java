package dev.sluice.fake;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Failure;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A model that answers what a test tells it to, without a network, and remembers what it was asked.
 *
 * <pre>{@code
 * var fake = FakeModel.playing(FakeAnswer.refused(503), FakeAnswer.text("It is sunny."));
 * var model = fake.model().with(Retry.upTo(1).waits(Duration.ofMillis(1)));
 *
 * assertEquals("It is sunny.", model.ask("How is the weather?").text());
 * assertEquals(2, fake.calls().size());
 * }</pre>
 *
 * <p>An answer without a pace comes as fast as it is read, on the thread that asks: what fits into
 * the stream's buffer is there when {@link ChatModel#stream} returns, so that a test has nothing to
 * wait for. One with a {@linkplain FakeAnswer#paced pace} follows the clock, which may be a {@link
 * FakeClock}; policies follow theirs, which is another setting.
 *
 * <p>Thread-safe, and made for one test: it keeps every request, up to {@value #MAX_CALLS}; one
 * more is refused.
 */
public final class FakeModel {
  private static final int MAX_CALLS = 100_000;

  /** As of a model behind a network. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final String name;
  private final Script script;
  private final Clock clock;
  private final boolean prefills;

  /** Guarded by itself. */
  private final List<FakeCall> calls = new ArrayList<>();

  private FakeModel(String name, Script script, Clock clock, boolean prefills) {
    this.name = name;
    this.script = script;
    this.clock = clock;
    this.prefills = prefills;
  }

  /** The answer to a request, of which so many came before. */
  @FunctionalInterface
  private interface Script {
    FakeAnswer answer(ChatRequest request, int before);
  }

  /** One that says this, word by word, to every request. */
  public static FakeModel saying(String text) {
    return repeating(FakeAnswer.text(text));
  }

  /**
   * One that gives each of these answers once, in this order. A request after the last one fails
   * with {@link Failure.Unavailable}, which no policy tries again.
   */
  public static FakeModel playing(FakeAnswer... answers) {
    List<FakeAnswer> all = List.of(Objects.requireNonNull(answers, "answers"));
    return of((request, before) -> before < all.size() ? all.get(before) : isOver(all.size()));
  }

  /**
   * One that gives these answers in this order, and the last one again and again.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static FakeModel repeating(FakeAnswer... answers) {
    List<FakeAnswer> all = List.of(Objects.requireNonNull(answers, "answers"));
    if (all.isEmpty()) {
      throw new IllegalArgumentException("a fake model that repeats needs at least one answer");
    }
    return of((request, before) -> all.get(Math.min(before, all.size() - 1)));
  }

  /**
   * One whose answer depends on the request.
   *
   * @param answer called on the thread that asks, by several at once if several ask; what it throws
   *     ends the stream as a {@link Failure.Defect}
   */
  public static FakeModel answering(Function<? super ChatRequest, FakeAnswer> answer) {
    Objects.requireNonNull(answer, "answer");
    return of(
        (request, before) ->
            Objects.requireNonNull(
                answer.apply(request), "the function of FakeModel.answering gave no answer"));
  }

  private static FakeModel of(Script script) {
    return new FakeModel("fake/model", script, Clock.system(), false);
  }

  private static FakeAnswer isOver(int size) {
    return FakeAnswer.failed(
        new Failure.Unavailable(
            "the fake model has given all "
                + size
                + " answers of its script: add one for each request, those of retries too, or make it"
                + " with FakeModel.repeating",
            Optional.empty()));
  }

  /** The same under another name, {@code provider/model}; it has been asked nothing yet. */
  public FakeModel named(String other) {
    return new FakeModel(Objects.requireNonNull(other, "other"), script, clock, prefills);
  }

  /**
   * The same with its pace, its timings and the deadlines of requests by another clock; it has been
   * asked nothing yet.
   */
  public FakeModel by(Clock other) {
    return new FakeModel(name, script, Objects.requireNonNull(other, "other"), prefills);
  }

  /**
   * The same as one that takes an assistant message at the end of a request as the beginning of its
   * answer, which is how a policy then resumes it; it has been asked nothing yet.
   */
  public FakeModel prefilling() {
    return new FakeModel(name, script, clock, true);
  }

  /** The model, to be given to the code under test; what it is asked is kept here. */
  public ChatModel model() {
    return new ChatModel(name, source(), new FakeTimer(clock));
  }

  /** What answers, for those who compose models themselves. */
  public StreamSource source() {
    return new Source(CONNECT_TIMEOUT);
  }

  /** Every request up to now, oldest first, and what became of it. */
  public List<FakeCall> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /** Every request up to now, oldest first. */
  public List<ChatRequest> requests() {
    return calls().stream().map(FakeCall::request).toList();
  }

  /**
   * The newest request.
   *
   * @throws NoSuchElementException if there was none
   */
  public ChatRequest lastRequest() {
    synchronized (calls) {
      if (calls.isEmpty()) {
        throw new NoSuchElementException(name + " has not been asked");
      }
      return calls.getLast().request();
    }
  }

  /** How many answers are on their way now. */
  public int running() {
    return (int) calls().stream().filter(FakeCall::isRunning).count();
  }

  private void open(ChatRequest request, StreamSink sink, Duration connectTimeout) {
    FakeCall call = new FakeCall(request);
    int before;
    synchronized (calls) {
      before = calls.size();
      if (before < MAX_CALLS) {
        calls.add(call);
      }
    }
    FakeAnswer answer = before < MAX_CALLS ? script.answer(request, before) : tooMany();
    StreamEvent.Started started = new StreamEvent.Started("fake-" + (before + 1), name, "");
    Playback playback = new Playback(call, answer, started, sink, clock, connectTimeout);
    sink.onOpen(playback);
    playback.resume();
  }

  private static FakeAnswer tooMany() {
    return FakeAnswer.ending(
        new Cause.Failed(
            new Failure.LimitExceeded(
                "the list of what one fake model was asked", MAX_CALLS, "requests")));
  }

  @Override
  public String toString() {
    return "FakeModel[" + name + "]";
  }

  /** The model as a source, for one connect timeout. */
  private final class Source implements StreamSource {
    private final Duration connectTimeout;

    Source(Duration connectTimeout) {
      this.connectTimeout = connectTimeout;
    }

    @Override
    public void open(ChatRequest request, StreamSink sink) {
      FakeModel.this.open(request, sink, connectTimeout);
    }

    @Override
    public StreamSource connectingWithin(Duration timeout) {
      return new Source(timeout);
    }

    @Override
    public boolean prefills() {
      return prefills;
    }
  }
}
