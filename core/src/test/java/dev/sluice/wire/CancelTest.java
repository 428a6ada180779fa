package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.Ending;
import dev.sluice.chat.StreamEvent;
import dev.sluice.models.Models;
import dev.sluice.simulator.Simulator;
import dev.sluice.stream.ChatStream;
import java.net.URI;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cancel works in every phase and every format, returns at once, and the provider sees its socket
 * close.
 */
@ParameterizedClass
@MethodSource("dev.sluice.wire.Speaks#overAll")
class CancelTest {
  private static final Duration SOON = Duration.ofSeconds(25);

  private final Over over;
  private final Speaks speaks;
  private final Simulator simulator = Simulator.start("end");
  private final Models models;

  CancelTest(Over over, Speaks speaks) {
    this.over = over;
    this.speaks = speaks;
    models = Speaks.models(over, simulator);
  }

  @AfterEach
  void close() {
    models.close();
    simulator.close();
  }

  private ChatStream ask(String script) {
    simulator.script(script);
    return models.model(speaks.model()).stream("Count.");
  }

  private static void assertCancelled(ChatStream stream, String partial) {
    assertThat(stream.await())
        .isInstanceOfSatisfying(
            Ending.Incomplete.class,
            early -> {
              assertThat(early.cause()).isInstanceOf(Cause.Cancelled.class);
              assertThat(early.partial().text()).isEqualTo(partial);
            });
  }

  @Test
  void cancelBeforeTheHeadersReachesTheProvider() throws Exception {
    ChatStream stream = ask("slow-headers forever");
    simulator.awaitRequest(1, SOON);
    stream.cancel();
    simulator.awaitClientLeft(1, SOON);
    assertCancelled(stream, "");
  }

  @Test
  void cancelBeforeTheFirstTokenReachesTheProvider() throws Exception {
    ChatStream stream = ask("role\nempty\nstall");
    Iterator<StreamEvent> events = stream.events().iterator();
    assertThat(events.next()).isInstanceOf(StreamEvent.Started.class);
    stream.cancel();
    simulator.awaitClientLeft(1, SOON);
    assertThat(events.next()).isInstanceOf(StreamEvent.Ended.class);
    assertThat(events.hasNext()).isFalse();
    assertCancelled(stream, "");
  }

  @Test
  void cancelDuringAStallKeepsThePartial() throws Exception {
    ChatStream stream = ask("role\ntext \"One \"\ntext \"two\"\nstall");
    Iterator<String> text = stream.text().iterator();
    assertThat(text.next() + text.next()).isEqualTo("One two");
    Thread other = Thread.ofVirtual().start(stream::cancel);
    simulator.awaitClientLeft(1, SOON);
    other.join();
    assertCancelled(stream, "One two");
  }

  @Test
  void cancelBetweenTokensStopsAFlood() throws Exception {
    ChatStream stream = ask("role\npace 500/s\nrepeat 100000 text \"x\"\nend");
    Iterator<String> text = stream.text().iterator();
    for (int i = 0; i < 5; i++) {
      assertThat(text.next()).isEqualTo("x");
    }
    stream.close();
    simulator.awaitClientLeft(1, SOON);
    assertThat(stream.await().kind()).isEqualTo("cancelled");
  }

  @Test
  void cancelWhileConnectingReturnsAtOnce() {
    // A name that is looked up and an address that answers nobody: no packet ever comes back.
    try (Models unreachable = Speaks.models(over, URI.create("http://127.0.0.1:1"))) {
      ChatStream stream = unreachable.model(speaks.model()).stream("Count.");
      stream.cancel();
      assertThat(stream.await().kind()).isIn("cancelled", "failed");
    }
  }

  @Test
  void cancelReachesTheProviderOfAnAnswerThatIsNotStreamed() throws Exception {
    simulator.script("stall");
    ChatRequest whole = ChatRequest.builder().user("Count.").streamed(false).build();
    ChatStream stream = models.model(speaks.model()).stream(whole);
    simulator.awaitRequest(1, SOON);
    stream.cancel();
    simulator.awaitClientLeft(1, SOON);
    assertCancelled(stream, "");
  }

  @Test
  void cancelAfterTheEndChangesNothing() {
    ChatStream stream = ask("answer \"One two\"");
    Ending ending = stream.await();
    stream.cancel();
    stream.close();
    assertThat(stream.await()).isSameAs(ending);
    assertThat(ending.kind()).isEqualTo("completed");
  }

  @Test
  void cancellingAFutureReachesTheProvider() throws Exception {
    ChatStream stream = ask("role\ntext \"One\"\nstall");
    var reply = stream.reply();
    simulator.awaitRequest(1, SOON);
    reply.cancel(true);
    simulator.awaitClientLeft(1, SOON);
    assertThat(stream.ending().join().kind()).isEqualTo("cancelled");
  }

  @TestFactory
  Stream<DynamicTest> everyViewGetsTheCancelledEnding() {
    return Stream.of(View.values())
        .map(
            view ->
                DynamicTest.dynamicTest(
                    view.toString(),
                    () -> {
                      int number = simulator.requests().size() + 1;
                      ChatStream stream = ask("role\ntext \"One\"\nstall");
                      Thread.ofVirtual()
                          .start(
                              () -> {
                                try {
                                  simulator.awaitRequest(number, SOON);
                                } catch (InterruptedException never) {
                                  throw new IllegalStateException(never);
                                }
                                stream.cancel();
                              });
                      assertThat(view.read(stream, new StringBuilder()).kind())
                          .isEqualTo("cancelled");
                    }));
  }
}
