package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.StreamEvent;
import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.AttemptReport;
import dev.sluice.spi.stream.Lane;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.stream.ChatStream;
import dev.sluice.testing.HandSource;
import dev.sluice.testing.Notes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A user's policy that throws, wherever it does, ends its own stream as a defect and no other. */
@ParameterizedClass
@EnumSource(
    value = Policy.Layer.class,
    names = {"EACH_STREAM", "EACH_ATTEMPT"})
@Timeout(240)
class UserPolicyDefectsTest {
  private static final ChatRequest HIT = ChatRequest.of("throw");

  private final List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();

  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();
  private final Policy.Layer layer;

  UserPolicyDefectsTest(Policy.Layer layer) {
    this.layer = layer;
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
  }

  @AfterEach
  void leaveTheHandlerAsItWas() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  /** Where users' code is called. */
  enum Place {
    AROUND,
    OPEN,
    AFTER_OPENING,
    ON_OPEN,
    ON_EVENT,
    ON_END,
    IS_READY,
    RESUME,
    CANCEL,
    WHEN_READ,
    LANE,
    REPORT;

    void reached(Place here) {
      if (this == here) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  /** Throws at one place, for one request alone. */
  private record Thrower(Set<Layer> layers, Place at) implements Policy {
    @Override
    public StreamSource around(Layer layer, StreamSource inner, String model) {
      // It does not know the request yet: whoever tests this place asks nothing else.
      at.reached(Place.AROUND);
      return (request, sink) -> {
        boolean hit = request.equals(HIT);
        if (hit) {
          at.reached(Place.OPEN);
        }
        inner.open(request, hit ? new ThrowingStream(sink, at) : sink);
        if (hit) {
          at.reached(Place.AFTER_OPENING);
        }
      };
    }
  }

  /** By hand, not by the class to extend: nothing of it may matter to others. */
  private static final class ThrowingStream implements StreamSink, StreamControl {
    private final StreamSink out;
    private final Place at;
    private @Nullable StreamControl inner;

    ThrowingStream(StreamSink out, Place at) {
      this.out = out;
      this.at = at;
    }

    private StreamControl inner() {
      if (inner == null) {
        throw new AssertionError("not opened");
      }
      return inner;
    }

    @Override
    public void onOpen(StreamControl control) {
      at.reached(Place.ON_OPEN);
      inner = control;
      out.onOpen(this);
    }

    @Override
    public void onEvent(StreamEvent event) {
      at.reached(Place.ON_EVENT);
      out.onEvent(event);
    }

    @Override
    public void onEnd(Outcome outcome) {
      at.reached(Place.ON_END);
      out.onEnd(outcome);
    }

    @Override
    public boolean isReady() {
      at.reached(Place.IS_READY);
      return out.isReady();
    }

    @Override
    public @Nullable Lane lane() {
      at.reached(Place.LANE);
      return null;
    }

    @Override
    public @Nullable AttemptReport report() {
      at.reached(Place.REPORT);
      return null;
    }

    @Override
    public void resume() {
      at.reached(Place.RESUME);
      inner().resume();
    }

    @Override
    public void cancel() {
      at.reached(Place.CANCEL);
      inner().cancel();
    }

    @Override
    public void whenRead(Runnable task) {
      at.reached(Place.WHEN_READ);
      inner().whenRead(task);
    }
  }

  private ChatModel model(Place place) {
    return new ChatModel("hand/one", source, StreamTimer.of(clock::nanos))
        .with(new Thrower(EnumSet.of(layer), place))
        .with(Retry.upTo(3).by(clock))
        .with(OnCut.resume().by(clock))
        .with(Limiter.unlimited().streams(5).by(clock))
        .with(Timeouts.defaults().by(clock));
  }

  /** Tells what there is, and fills the buffer, so that the reader has something to resume. */
  private static void play(HandSource.Attempt attempt) {
    while (attempt.isReady() && !attempt.isCancelled()) {
      attempt.text("a");
    }
  }

  private static void read(ChatStream stream) {
    try {
      stream.text().forEach(piece -> {});
    } catch (RuntimeException incomplete) {
      // The ending says it, too.
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"AROUND", "OPEN", "ON_OPEN", "ON_EVENT", "ON_END", "IS_READY"})
  void whateverIsThrownIsTheEndOfItsStreamAndItsSourceIsLetGo(Place place) {
    Notes notes = new Notes();
    ChatModel model = model(place).observedBy((name, request) -> notes);
    try (ChatStream stream = model.stream(HIT)) {
      if (source.opened() == 1) {
        source.last().text("One");
        assertThat(source.last().isReady())
            .isEqualTo(!source.last().isCancelled() && place != Place.IS_READY);
        source.last().finish();
      }
      assertDefect(stream);
      assertThat(source.opened()).as("it is not tried again").isLessThan(2);
      assertThat(source.running()).isZero();
    }
    assertThat(notes.lines()).endsWith("ended failed");
    assertThat(reported).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"AFTER_OPENING", "RESUME"})
  void alsoWhatIsThrownWhileTheSourceIsRunning(Place place) {
    try (ChatStream stream = model(place).stream(HIT)) {
      play(source.last());
      read(stream);
      assertDefect(stream);
    }
    assertThat(source.last().isCancelled()).isTrue();
  }

  private static void assertDefect(ChatStream stream) {
    assertThat(stream.await())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early ->
                assertThat(early.cause())
                    .isInstanceOfSatisfying(
                        Cause.Failed.class,
                        failed ->
                            assertThat(failed.why())
                                .isInstanceOfSatisfying(
                                    Failure.Defect.class,
                                    defect ->
                                        assertThat(defect.thrown()).hasMessage("on purpose"))));
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"AROUND", "CANCEL"},
      mode = Mode.EXCLUDE)
  void anotherStreamOfTheSameModelGoesOn(Place place) {
    ChatModel model = model(place);
    try (ChatStream other = model.stream("Count.");
        ChatStream hit = model.stream(HIT)) {
      HandSource.Attempt others = source.attempt(1).text("One");
      if (source.opened() == 2) {
        play(source.last());
        source.last().finish();
      }
      read(hit);
      others.text(" two").finish();
      assertThat(other.await().reply().text()).isEqualTo("One two");
      assertThat(other.await().kind()).isEqualTo("completed");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"LANE", "REPORT", "WHEN_READ"})
  void whatAPolicyMayNotDecideIsNotAskedOfIt(Place place) {
    try (ChatStream stream = model(place).stream(HIT)) {
      source.last().text("One").finish();
      assertThat(stream.await().kind()).isEqualTo("completed");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"AROUND", "OPEN", "ON_OPEN", "ON_EVENT", "ON_END", "IS_READY"},
      mode = Mode.EXCLUDE)
  void aCancelReachesTheSourceWhateverThePolicyMakesOfIt(Place place) {
    ChatStream stream = model(place).stream(HIT);
    source.last().text("One");
    stream.cancel();
    assertThat(source.last().isCancelled()).isTrue();
    if (place == Place.AFTER_OPENING) {
      assertDefect(stream);
      return;
    }
    assertThat(stream.await().kind()).isEqualTo("cancelled");
    assertThat(reported).hasSize(place == Place.CANCEL ? 1 : 0);
  }
}
