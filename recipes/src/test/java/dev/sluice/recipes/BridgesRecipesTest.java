package dev.sluice.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.StreamException;
import dev.sluice.fake.FakeAnswer;
import dev.sluice.fake.FakeModel;
import dev.sluice.stream.ChatModel;
import io.smallrye.mutiny.Multi;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import kotlinx.coroutines.jdk9.ReactiveFlowKt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** What a stream is handed to. */
@Timeout(240)
class BridgesRecipesTest {
  /** Of several threads. */
  @SuppressWarnings("JdkObsolete")
  private final StringBuffer shown = new StringBuffer();

  private void show(String text) {
    shown.append(text);
  }

  private void showText(StreamEvent event) {
    if (event instanceof StreamEvent.TextDelta piece) {
      show(piece.text());
    }
  }

  private static ChatModel cut() {
    return FakeModel.repeating(FakeAnswer.text("One two three").cutAfter(2)).model();
  }

  @Test
  void callbacksHearOneEventAfterTheOther() {
    ChatModel model = cut();
    CompletableFuture<Void> heard =
        model.stream("Write one sentence about the sea.")
            .onEach(event -> showText(event))
            .thenAccept(ending -> show(" [" + ending.kind() + "]"));
    heard.join();
    assertThat(shown).hasToString("One two [cut]");
  }

  /** Asks for one event at a time. */
  private final class OneByOne implements Flow.Subscriber<StreamEvent> {
    private final CompletableFuture<String> done = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription begun) {
      subscription = begun;
      begun.request(1);
    }

    @Override
    public void onNext(StreamEvent event) {
      showText(event);
      Objects.requireNonNull(subscription).request(1);
    }

    @Override
    public void onError(Throwable thrown) {
      done.completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
      done.complete(shown.toString());
    }
  }

  @Test
  void eachSubscriberAsksAnew() {
    FakeModel fake = FakeModel.saying("It is salt.");
    ChatModel model = fake.model();
    OneByOne subscriber = new OneByOne();
    assertThat(fake.calls()).isEmpty();
    Flow.Publisher<StreamEvent> publisher = model.publisher("Write one sentence about the sea.");
    publisher.subscribe(subscriber);
    assertThat(subscriber.done.join()).isEqualTo("It is salt.");
    publisher.subscribe(new OneByOne());
    assertThat(fake.calls()).hasSize(2);
  }

  @Test
  void reactorHasTheTextAndFailsWithTheStream() {
    ChatModel model = cut();
    Flux<String> text = JdkFlowAdapter.flowPublisherToFlux(model.textPublisher("Count to three."));
    assertThatThrownBy(() -> text.doOnNext(this::show).blockLast())
        .isInstanceOf(StreamException.class);
    assertThat(shown).hasToString("One two");
  }

  @Test
  void mutinyHasTheTextAndFailsWithTheStream() {
    ChatModel model = cut();
    Multi<String> text = Multi.createFrom().publisher(model.textPublisher("Count to three."));
    assertThatThrownBy(() -> text.invoke(this::show).collect().last().await().indefinitely())
        .isInstanceOf(StreamException.class);
    assertThat(shown).hasToString("One two");
  }

  @Test
  void kotlinHasAFlow() {
    ChatModel model = FakeModel.saying("One two three").model();
    kotlinx.coroutines.flow.Flow<String> flow =
        ReactiveFlowKt.asFlow(model.textPublisher("Count to three."));
    assertThat(
            Flux.from(JdkFlowAdapter.flowPublisherToFlux(ReactiveFlowKt.asPublisher(flow)))
                .collectList()
                .block())
        .containsExactly("One", " two", " three");
  }
}
