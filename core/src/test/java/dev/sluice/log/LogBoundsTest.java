package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.ChatRequest;
import dev.sluice.chat.ResponseFormat;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run and a follower take of the memory, as {@link RunLog} and {@link RunReader} say it. */
class LogBoundsTest extends LogCase {
  private static final int TAIL = 64 * 1024;

  /** What can be reached from something: how many objects, and how many bytes in arrays. */
  private record Reached(int objects, long bytes) {

    /** Without what belongs to others. */
    static Reached from(Object root, Object... others) {
      Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      seen.addAll(List.of(others));
      Deque<Object> next = new ArrayDeque<>(List.of(root));
      int objects = 0;
      long bytes = 0;
      while (!next.isEmpty()) {
        Object one = next.poll();
        if (!seen.add(one)) {
          continue;
        }
        objects++;
        if (one instanceof byte[] array) {
          bytes += array.length;
        } else if (one instanceof Collection<?> collection) {
          next.addAll(collection);
        } else if (one instanceof Map<?, ?> map) {
          next.addAll(map.keySet());
          next.addAll(map.values());
        } else if (one.getClass().getPackageName().equals(RunLog.class.getPackageName())) {
          next.addAll(fieldsOf(one));
        }
      }
      return new Reached(objects, bytes);
    }

    private static List<Object> fieldsOf(Object one) {
      List<Object> values = new ArrayList<>();
      for (Field field : one.getClass().getDeclaredFields()) {
        if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
          try {
            field.setAccessible(true);
            Object value = field.get(one);
            if (value != null) {
              values.add(value);
            }
          } catch (IllegalAccessException hidden) {
            throw new AssertionError(hidden);
          }
        }
      }
      return values;
    }
  }

  private LiveRun live(String id) {
    return Objects.requireNonNull(log.runs().live(id), "it is not live");
  }

  private void sayMuch(RunWriter writer, int count, int length) {
    for (int i = 0; i < count; i++) {
      say(writer, "x".repeat(length));
      if (i % 100 == 99) {
        commit();
      }
    }
    commit();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 900, 7_000})
  void aRunTakesItsTailAndNothingForAnEntry(int length) {
    RunWriter writer = begin("one");
    sayMuch(writer, 3_000, length);
    Reached before = Reached.from(live("one"));
    sayMuch(writer, 7_000, length);
    Reached after = Reached.from(live("one"));
    assertThat(after.objects()).isLessThanOrEqualTo(before.objects() + 2).isLessThan(60);
    assertThat(after.bytes()).isLessThanOrEqualTo(TAIL + Tail.MAX_CHUNK);
  }

  @Test
  void aShortRunTakesLittle() {
    RunWriter writer = begin("one");
    say(writer, "Hello");
    assertThat(Reached.from(live("one")).bytes()).isLessThanOrEqualTo(512);
    writer.onEnded(completed());
    commit();
    assertThat(log.runs().live("one")).isNull();
  }

  @Test
  void aSingleLongEntryStaysNoLongerThanItHasTo() {
    RunWriter writer = begin("one");
    say(writer, "x".repeat(1 << 20));
    assertThat(live("one").size()).isGreaterThan(1 << 20);
    commit();
    assertThat(live("one").size()).isZero();
    RunReader reader = log.read("one", Offset.START);
    say(writer, "b");
    assertThat(reader.poll()).isTrue();
    assertThat(reader.length()).isGreaterThan(1 << 20);
    assertThat(drain(reader)).containsExactly("b");
  }

  @Test
  void aFollowerTakesAPartOfTheRun() {
    RunWriter writer = begin("one");
    List<RunReader> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      RunReader reader = log.read("one", Offset.START);
      all.add(reader);
      sayMuch(writer, 100, 100);
      for (int j = 0; j < 10; j++) {
        assertThat(reader.poll()).isTrue();
      }
    }
    sayMuch(writer, 3_000, 100);
    Runs runs = log.runs();
    for (RunReader reader : all) {
      Reached held = Reached.from(reader, runs, live("one"), live("one").start);
      assertThat(held.bytes()).isLessThanOrEqualTo(Tail.MAX_CHUNK + RunReader.READ_BYTES);
      assertThat(held.objects()).isLessThan(40);
      while (reader.poll()) {
        held = Reached.from(reader, runs, live("one"));
        assertThat(held.bytes())
            .isLessThanOrEqualTo(Tail.MAX_CHUNK + (long) RunReader.READ_BYTES + LiveRun.MAX_BLOCK);
      }
    }
  }

  @Test
  void aFollowerThatKeepsUpNeverAsksTheStore() {
    RunWriter writer = begin("one");
    RunReader reader = log.read("one", Offset.START);
    for (int i = 0; i < 2_000; i++) {
      say(writer, "some text " + i);
      assertThat(drain(reader)).hasSize(1);
      if (i % 50 == 0) {
        commit();
      }
    }
    assertThat(store.reads).isZero();
  }

  @Test
  void anEntryCostsAThousandFollowersOneTaskAndAWakeUpEach() {
    RunWriter writer = begin("one");
    commit();
    AtomicInteger called = new AtomicInteger();
    List<RunReader> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      RunReader reader = log.read("one", Offset.START);
      reader.poll();
      reader.whenMore(called::incrementAndGet);
      all.add(reader);
    }
    int before = steps.waiting();
    for (int i = 0; i < 100; i++) {
      say(writer, "x");
    }
    assertThat(steps.waiting()).isEqualTo(before + 1);
    steps.runAll();
    assertThat(called).hasValue(1_000);
    assertThat(all).allSatisfy(reader -> assertThat(drain(reader)).hasSize(100));
  }

  // What waits to be kept.

  @Test
  void whatWaitsIsBoundedAndWhoFloodsTheLogStopsAlone() {
    long bound = 100_000;
    RunLog small = builder(store).pendingBytes(bound).build();
    store.failing(RunLogException.Kind.LOCKED);
    RunWriter loud = small.begin(start("loud"));
    RunWriter quiet = small.begin(start("quiet"));
    for (int i = 0; i < 5_000; i++) {
      say(loud, "x".repeat(100));
      if (i % 50 == 0) {
        say(quiet, "a few words");
      }
      assertThat(small.runs().pendingBytes()).isLessThanOrEqualTo(2 * bound);
    }
    steps.runAll();
    assertThat(troubles)
        .singleElement()
        .extracting(RunLogException::kind)
        .isEqualTo(RunLogException.Kind.FULL);
    assertThat(Objects.requireNonNull(small.runs().live("loud")).size())
        .isLessThanOrEqualTo(TAIL + Tail.MAX_CHUNK);
    store.working();
    quiet.onEnded(completed());
    loud.onEnded(completed());
    commit();
    assertThat(now(quiet.kept())).isEqualTo(new Kept.Whole(quiet.offset()));
    assertThat(now(loud.kept())).isInstanceOf(Kept.Lacking.class);
    assertThat(small.runs().pendingBytes()).isZero();
  }

  @Test
  void manyRunsTogetherStayBelowTwiceTheBound() {
    long bound = 50_000;
    RunLog small = builder(store).pendingBytes(bound).build();
    store.failing(RunLogException.Kind.LOCKED);
    List<RunWriter> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      RunWriter writer = small.begin(start("run " + i));
      all.add(writer);
      for (int j = 0; j < 30; j++) {
        say(all.get((i * 7 + j) % all.size()), "x".repeat(80));
        assertThat(small.runs().pendingBytes()).isLessThanOrEqualTo(2 * bound);
      }
    }
    store.working();
    all.forEach(writer -> writer.onEnded(completed()));
    pass(Duration.ofSeconds(1));
    assertThat(all).allSatisfy(writer -> assertThat(writer.kept()).isDone());
    assertThat(small.runs().pendingBytes()).isZero();
  }

  static Stream<ChatRequest> large() {
    String text = "x".repeat(50_000);
    ChatRequest.Builder schema = ChatRequest.of("Hi").toBuilder();
    schema.responseFormat(new ResponseFormat.JsonSchema("s", "\"" + text + "\"", true));
    return Stream.of(
        ChatRequest.of(text),
        ChatRequest.of("Hi").toBuilder().providerOption("fake", "own", text).build(),
        schema.build());
  }

  @ParameterizedTest
  @MethodSource("large")
  void requestsThatWaitAreBoundedToo(ChatRequest large) {
    RunLog small = builder(store).pendingBytes(100_000).build();
    store.failing(RunLogException.Kind.LOCKED);
    List<RunWriter> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(small.begin(new RunStart("run " + i, "fake/model", large, clock.now())));
    }
    steps.runAll();
    assertThat(troubles).isNotEmpty().hasSizeLessThan(20);
    store.working();
    all.forEach(writer -> writer.onEnded(completed()));
    commit();
    long whole = all.stream().filter(one -> now(one.kept()) instanceof Kept.Whole).count();
    assertThat(whole).isEqualTo(20 - troubles.size());
  }

  @Test
  void blocksHoldNoMoreThanTheySay() {
    RunWriter writer = begin("one");
    for (int i = 0; i < 500; i++) {
      say(writer, "x".repeat(i * 10));
    }
    commit();
    writer.onEnded(completed());
    commit();
    assertThat(store.groups)
        .allSatisfy(
            group ->
                assertThat(group)
                    .allSatisfy(
                        batch ->
                            assertThat(batch.block().map(block -> block.bytes().length).orElse(0))
                                .isLessThanOrEqualTo(LiveRun.MAX_BLOCK)));
    assertThat(now(writer.kept())).isEqualTo(new Kept.Whole(writer.offset()));
  }
}
