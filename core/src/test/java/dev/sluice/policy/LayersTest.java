package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.fake.FakeClock;
import dev.sluice.spi.stream.Policy;
import dev.sluice.spi.stream.StreamSource;
import dev.sluice.spi.stream.StreamTimer;
import dev.sluice.stream.ChatModel;
import dev.sluice.testing.HandSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The order of the layers is fixed; the order of the calls says nothing. */
class LayersTest {
  private final FakeClock clock = new FakeClock();
  private final HandSource source = HandSource.create();
  private final ChatModel model = new ChatModel("hand/one", source, StreamTimer.of(clock::nanos));

  /** Notes when it is put around a source. */
  private record Noting(Set<Layer> layers, String name, List<String> notes) implements Policy {
    @Override
    public StreamSource around(Layer layer, StreamSource inner, String model) {
      notes.add(layer + " " + name + " " + model);
      return inner;
    }
  }

  @Test
  void whateverTheOrderOfTheCallsTheLayersKeepTheirs() {
    List<String> expected =
        List.of(
            "ATTEMPT_TIMEOUTS a hand/one",
            "LIMITER a hand/one",
            "RETRY a hand/one",
            "ON_CUT a hand/one",
            "FALLBACK a hand/one",
            "RESUMPTION a hand/one",
            "TOTAL_TIMEOUT a hand/one",
            "BUDGET a hand/one");
    for (int seed = 0; seed < 20; seed++) {
      List<Policy.Layer> order = new ArrayList<>(List.of(Policy.Layer.values()));
      order.removeIf(Policy.Layer::isFree);
      Collections.shuffle(order, new Random(seed));
      List<String> notes = new ArrayList<>();
      ChatModel with = model;
      for (Policy.Layer layer : order) {
        notes.clear();
        with = with.with(new Noting(EnumSet.of(layer), "a", notes));
      }
      assertThat(with.name()).isEqualTo("hand/one");
      assertThat(notes).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void aPolicyTakesThePlaceOfOneOfTheSameLayer() {
    List<String> notes = new ArrayList<>();
    ChatModel first =
        model.with(new Noting(EnumSet.of(Policy.Layer.RETRY), "old", new ArrayList<>()));
    assertThat(first.with(new Noting(EnumSet.of(Policy.Layer.RETRY), "new", notes)).name())
        .isEqualTo("hand/one");
    assertThat(notes).containsExactly("RETRY new hand/one");
  }

  @Test
  void theFreeLayersAreTheOutermostAndTheInnermost() {
    List<Policy.Layer> all = List.of(Policy.Layer.values());
    assertThat(all.stream().filter(Policy.Layer::isFree))
        .containsExactly(all.getFirst(), all.getLast());
  }

  @Test
  void inAFreeLayerNoneTakesThePlaceOfAnother() {
    List<String> notes = new ArrayList<>();
    ChatModel both = model;
    for (Policy.Layer layer : List.of(Policy.Layer.EACH_ATTEMPT, Policy.Layer.EACH_STREAM)) {
      for (String name : List.of("first", "second")) {
        both = both.with(new Noting(EnumSet.of(layer), name, notes));
      }
    }
    both.stream("Count.").cancel();
    assertThat(notes)
        .containsExactly(
            "EACH_STREAM first hand/one",
            "EACH_STREAM second hand/one",
            "EACH_ATTEMPT first hand/one",
            "EACH_ATTEMPT second hand/one");
    assertThat(both.policies(Policy.Layer.EACH_STREAM)).hasSize(2);
    assertThat(both.policy(Policy.Layer.EACH_STREAM))
        .hasValueSatisfying(outermost -> assertThat(((Noting) outermost).name).isEqualTo("first"));
    assertThat(both.policies(Policy.Layer.RETRY)).isEmpty();
  }

  @Test
  void aPolicyWithoutALayerIsRefusedInsteadOfDoingNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.with(new Noting(Set.of(), "lost", new ArrayList<>())))
        .withMessageContaining("a policy without a layer would do nothing");
  }

  @Test
  void aModelIsNotChangedByWith() {
    StreamSource bare = model.source();
    ChatModel careful = model.with(Retry.upTo(3));
    assertThat(careful.source()).isNotSameAs(bare);
    assertThat(model.source()).isSameAs(bare);
  }

  @Test
  void timeoutsHaveTwoLayers() {
    assertThat(Timeouts.defaults().layers())
        .containsExactlyInAnyOrder(Policy.Layer.TOTAL_TIMEOUT, Policy.Layer.ATTEMPT_TIMEOUTS);
  }

  @Test
  void whatTheSourceCanDoIsKnownThroughEveryLayer() {
    ChatModel prefilling =
        new ChatModel("hand/two", HandSource.thatPrefills(), StreamTimer.of(clock::nanos))
            .with(Timeouts.defaults().total(Duration.ofSeconds(1)))
            .with(Limiter.unlimited())
            .with(Retry.upTo(1))
            .with(OnCut.resume())
            .with(Fallback.to(model))
            .with(Budget.tokens(1))
            .with(Policy.eachAttempt((request, sink, next) -> next.open(request, sink)))
            .with(Policy.eachStream((request, sink, next) -> next.open(request, sink)));
    assertThat(prefilling.source().prefills()).isTrue();
  }
}
