package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Ending;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread calls a listener, and what of another one it sees. */
@Timeout(240)
class WhereCallbacksRunTest {
  private static final long PATIENCE_SECONDS = 60;

  private final Push source = new Push();
  private final ChatStream stream = source.stream();

  @Test
  void anExecutorThatHappensToRunInPlaceDoesNotRunOnTheThreadThatReads() throws Exception {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    CompletableFuture<Ending> heard =
        stream.onEach(
            Runnable::run,
            event -> {
              threads.add(Thread.currentThread());
            });
    Thread loop = Thread.ofPlatform().start(() -> source.text("a").finish());
    heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(threads).hasSize(2).doesNotContain(loop);
  }

  @Test
  void anInlineListenerThatIsSlowTwiceIsMovedToVirtualThreadsFromItsNextEventOn() throws Exception {
    AtomicInteger events = new AtomicInteger();
    Push timed = new Push();
    ChatStream slow = timed.stream();
    List<Thread> threads = new CopyOnWriteArrayList<>();
    CompletableFuture<Ending> heard =
        slow.onEach(
            ChatStream.INLINE,
            event -> {
              threads.add(Thread.currentThread());
              // A thread that stood still once, as when memory is collected, is no slow listener.
              boolean isSlow = Set.of(2, 4, 5).contains(events.incrementAndGet());
              timed.at(timed.nanos.get() + (isSlow ? 11_000_000 : 1_000));
            });
    Thread loop =
        Thread.ofPlatform()
            .start(
                () ->
                    timed
                        .text("a")
                        .text("slow")
                        .text("c")
                        .text("slow")
                        .text("slow")
                        .text("f")
                        .finish());
    heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(threads).hasSize(7);
    assertThat(threads.subList(0, 5)).containsOnly(loop);
    assertThat(threads.subList(5, 7)).allMatch(Thread::isVirtual);
  }

  @Test
  void callbacksInheritNothingOfTheThreadsThatOpenOrReadTheirStream() throws Exception {
    InheritableThreadLocal<String> tenant = new InheritableThreadLocal<>();
    List<String> seen = new CopyOnWriteArrayList<>();
    CompletableFuture<Ending> heard = stream.onEach(event -> seen.add(tenant.get() + ""));
    Thread loop =
        Thread.ofPlatform()
            .start(
                () -> {
                  tenant.set("A");
                  source.text("a").finish();
                });
    heard.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    loop.join();
    assertThat(seen).hasSize(2).containsOnly("null");
  }
}
