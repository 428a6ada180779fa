package dev.sluice.server.run;

import static dev.sluice.server.run.World.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.log.Offset;
import dev.sluice.log.RunLog;
import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Mark;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Told;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.time.Clock;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an entry and a run cost, in bytes. */
@Timeout(240)
class CostTest {
  private static final byte[] FRAME =
      ("{\"id\":\"x\",\"choices\":[{\"delta\":{\"content\":\"some word\"}}],"
              + " ".repeat(240)
              + "}")
          .getBytes(StandardCharsets.UTF_8);

  /** A source that is told by hand what to tell. */
  private static final class Hand implements StreamSource {
    final List<StreamSink> sinks = new CopyOnWriteArrayList<>();

    @Override
    public void open(ChatRequest request, StreamSink sink) {
      sink.onOpen(
          new StreamControl() {
            @Override
            public void resume() {}

            @Override
            public void cancel() {}
          });
      sinks.add(sink);
    }
  }

  /** Copies frames. */
  private record Copying() implements Dialect, Encoder {
    @Override
    public List<Address> addresses() {
      return List.of();
    }

    @Override
    public String name() {
      return "copying";
    }

    @Override
    public String wireFormat() {
      return "openai.chat";
    }

    @Override
    public Asked decode(Head head, byte[] body, Limits limits) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Encoder encoder(Told told) {
      return this;
    }

    @Override
    public byte[] document(Told told, Ending ending) {
      return new byte[0];
    }

    @Override
    public byte[] problem(Problem problem) {
      return new byte[0];
    }

    @Override
    public void frame(String type, byte[] bytes, int from, int length, Offset at, Bytes out) {
      out.add(bytes, from, length);
    }

    @Override
    public void event(StreamEvent event, Offset at, Bytes out) {}

    @Override
    public void end(Ending ending, Offset at, Bytes out) {}

    @Override
    public void heartbeat(Bytes out) {}
  }

  /** Takes everything and keeps nothing. */
  private record Nowhere(Home home) implements Outlet {
    @Override
    public void open(String run, String type, Map<String, String> headers) {}

    @Override
    public void write(Bytes bytes) {}

    @Override
    public void flush() {}

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public void whenWritable(Runnable task) {}

    @Override
    public void finish() {}

    @Override
    public void cut() {}

    @Override
    public void document(String run, byte[] json) {}

    @Override
    public void refuse(Problem problem) {}

    @Override
    public void nothing() {}
  }

  private static Order order(Hand source) {
    ChatModel model = new ChatModel("hand/m", source, StreamTimer.of(System::nanoTime));
    Asked asked = Asked.of("m", ChatRequest.of("Hi.")).streamed(true).build();
    return new Order(
        new Copying(), asked, model, "m", "m", "me", false, Optional.empty(), Mark.START);
  }

  private static RunSettings many() {
    RunSettings usual = RunSettings.USUAL;
    return new RunSettings(
        usual.heartbeat(),
        usual.grace(),
        usual.idleClient(),
        usual.waitingEvents(),
        usual.waitingBytes(),
        usual.characters(),
        100_000,
        usual.idempotency());
  }

  private static Recorder recorder(StreamSink sink) {
    return (Recorder) Objects.requireNonNull(Objects.requireNonNull(sink.lane()).frames());
  }

  @Test
  void whatIsShownMakesLittleGarbage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Hand source = new Hand();
    try (LoopHome home = new LoopHome("home");
        RunLog log = RunLog.inMemory()) {
      Runs runs =
          Runs.of(
              log,
              start -> format -> Optional.empty(),
              Clock.system(),
              many(),
              Limits.USUAL,
              RunObserver.NONE);
      List<Follower> followers = new ArrayList<>();
      home.run(() -> followers.add(runs.start(order(source), new Nowhere(home))));
      await("the stream", () -> !source.sinks.isEmpty());
      Recorder recorder = recorder(source.sinks.getFirst());
      StreamEvent event = new StreamEvent.TextDelta(0, "some word");
      long[] bytes = new long[1];
      int count = 5_000;
      for (int round = 0; round < 4; round++) {
        home.run(
            () -> {
              recorder.onAnswer("openai.chat");
              long before = threads.getCurrentThreadAllocatedBytes();
              for (int i = 0; i < count; i++) {
                recorder.onEvent(event);
                recorder.onFrame("message", FRAME, 0, FRAME.length);
              }
              bytes[0] = (threads.getCurrentThreadAllocatedBytes() - before) / count;
            });
      }
      assertThat(log.last(followers.getFirst().run()).orElseThrow().position())
          .isEqualTo(4L * count);
      // The entry itself in the log, its place, and what the log makes to be kept.
      assertThat(bytes[0]).isLessThan(FRAME.length + 400L);
      followers.forEach(Follower::left);
    }
  }

  @Test
  void aRunThatWaitsTakesLittle() {
    Hand source = new Hand();
    int count = 4_000;
    try (LoopHome home = new LoopHome("home");
        RunLog log = RunLog.inMemory()) {
      Runs runs =
          Runs.of(
              log,
              start -> format -> Optional.empty(),
              Clock.system(),
              many(),
              Limits.USUAL,
              RunObserver.NONE);
      List<Follower> followers = new ArrayList<>(count);
      Order order = order(source);
      begin(home, runs, order, followers, 200);
      long before = used();
      begin(home, runs, order, followers, count);
      await("the streams", () -> source.sinks.size() == count + 200);
      long each = (used() - before) / count;
      assertThat(each).isLessThan(12 * 1024L);
      followers.forEach(Follower::left);
      await("no run goes on", () -> runs.streams() == 0);
    }
  }

  private static void begin(
      LoopHome home, Runs runs, Order order, List<Follower> followers, int count) {
    for (int i = 0; i < count; i++) {
      home.run(() -> followers.add(runs.start(order, new Nowhere(home))));
    }
  }

  private static long used() {
    for (int i = 0; i < 5; i++) {
      System.gc();
      FollowingTest.pause(50);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
