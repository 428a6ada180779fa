package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Message;
import dev.sluice.log.RunLogException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several stores on one database, as several processes have them. */
class SharedConversationsTest {
  private static final int STORES = 4;
  private static final int ROUNDS = 25;

  @TempDir Path folder;

  private <T> List<T> atOnce(List<Callable<T>> all) throws Exception {
    List<T> results = new ArrayList<>();
    CountDownLatch go = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(all.size())) {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> one : all) {
        futures.add(
            threads.submit(
                () -> {
                  go.await();
                  return one.call();
                }));
      }
      go.countDown();
      for (Future<T> one : futures) {
        results.add(one.get());
      }
    }
    return results;
  }

  @Test
  void ofThoseWhoAskAtTheSameHeadOneIsTakenAndTheOthersAreTold() throws Exception {
    try (Talks talks = Talks.in(folder)) {
      List<Talks> stores = new ArrayList<>();
      for (int i = 0; i < STORES; i++) {
        stores.add(talks.another());
      }
      String id = talks.said("the first question", "the first answer");
      for (int round = 0; round < ROUNDS; round++) {
        Optional<String> head = talks.conversations.find(id).orElseThrow().head();
        List<Callable<Optional<String>>> all = new ArrayList<>();
        for (Talks store : stores) {
          String run = "RUN-" + round + "-" + store.epoch;
          all.add(() -> ask(store, id, head, run));
        }
        List<String> taken = atOnce(all).stream().flatMap(Optional::stream).toList();
        assertThat(taken).hasSize(1);
        talks.begin(taken.getFirst());
        talks.end(taken.getFirst(), Talks.completed("answered " + round));
      }
      assertThat(talks.conversations.path(id)).hasSize(2 + 2 * ROUNDS);
      assertThat(talks.conversations.branches(id)).hasSize(1);
      stores.forEach(Talks::close);
    }
  }

  private static Optional<String> ask(Talks store, String id, Optional<String> head, String run) {
    try {
      store.conversations.ask(
          Optional.of(id), head, List.of(Message.user("from " + run)), store.start(run));
      return Optional.of(run);
    } catch (RunLogException told) {
      assertThat(told.kind()).isEqualTo(RunLogException.Kind.BUSY);
      return Optional.empty();
    }
  }

  @Test
  void whoeverWritesImportsDeletesAndSearchesAtOnceDisturbsNobody() throws Exception {
    try (Talks talks = Talks.in(folder)) {
      String sample = talks.said("a question to copy", "an answer to copy");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      talks.conversations.exportJson(sample, out);
      String json = out.toString(StandardCharsets.UTF_8);
      List<Callable<Integer>> all = new ArrayList<>();
      List<Talks> stores = new ArrayList<>();
      for (int i = 0; i < STORES; i++) {
        Talks store = talks.another();
        stores.add(store);
        all.add(() -> useful(store, json));
      }
      assertThat(atOnce(all).stream().mapToInt(Integer::intValue).sum())
          .isEqualTo(STORES * ROUNDS * 2);
      // Each round leaves two: the one that was asked, and the imported one.
      assertThat(talks.conversations.list(Page.first(1000))).hasSize(1 + STORES * ROUNDS);
      assertThat(talks.conversations.search("to copy", 1000)).hasSize(2 + STORES * ROUNDS * 2);
      stores.forEach(Talks::close);
    }
  }

  private static int useful(Talks store, String json) throws IOException {
    int done = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String id = store.said("question " + i, "an answer of " + store.epoch);
      store.conversations.importJson(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
      done += store.conversations.path(id).size();
      store.conversations.search("answer", 20);
      store.conversations.list(Page.first(20));
      store.conversations.delete(id);
    }
    return done;
  }
}
