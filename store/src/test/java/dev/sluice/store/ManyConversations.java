package dev.sluice.store;

import dev.sluice.chat.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * How long lists and searches take among many conversations, each of one question and its answer of
 * some 150 words: the first time in a process that has just opened the database, and afterwards.
 *
 * <p>Arguments: how many conversations, 100,000 if there is none; a folder that is kept, and whose
 * database is used again if it is there.
 */
public final class ManyConversations {
  private static final int AT_ONCE = 500;
  private static final int VOCABULARY = 20_000;
  private static final int ROUNDS = 15;
  private static final String SYLLABLES =
      "ba be bo da de di fa ga gi ka ko la le lo ma mi na no pa"
          + " pe ra re ri sa se so ta te ti to va ve vi wa xe ya zo";

  private final Random random = new Random(1);
  private final List<String> vocabulary = new ArrayList<>();

  private ManyConversations() {
    String[] syllables = SYLLABLES.split(" ", 0);
    for (int i = 0; i < VOCABULARY; i++) {
      StringBuilder word = new StringBuilder();
      for (int n = 2 + random.nextInt(3); n > 0; n--) {
        word.append(syllables[random.nextInt(syllables.length)]);
      }
      vocabulary.add(word.toString());
    }
  }

  /** What is measured. */
  @FunctionalInterface
  private interface Question {
    int answer(Talks talks);
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    Path folder = args.length > 1 ? Path.of(args[1]) : Files.createTempDirectory("many");
    ManyConversations many = new ManyConversations();
    if (!Files.exists(folder.resolve("talks.db"))) {
      many.fill(folder, count);
    }
    System.out.printf(
        Locale.ROOT,
        "%,d conversations and runs, %,d MiB%n",
        count,
        Files.size(folder.resolve("talks.db")) >> 20);
    System.out.printf("%-44s %8s %8s %8s %6s%n", "ms", "first", "median", "max", "found");
    String common = many.vocabulary.getFirst();
    measure(folder, "list, first page of 20", talks -> list(talks, Page.first(20)));
    measure(folder, "list, a page in the middle", ManyConversations::middle);
    measure(folder, "runs, first page of 20", talks -> talks.runs.list(Page.first(20)).size());
    measure(folder, "the last one", talks -> talks.conversations.last().isPresent() ? 1 : 0);
    search(folder, "a word in many", common);
    search(folder, "a word in one", "needle77");
    search(folder, "a word in none", "quetzalcoatl");
    search(folder, "two words", common + " " + many.vocabulary.get(9));
    search(folder, "a common and a rare word", common + " needle77");
    search(folder, "4 Chinese characters in one", "金色针叶");
    search(folder, "2 Chinese characters in one", "针叶");
    search(folder, "1 Chinese character in none", "鸟");
    search(folder, "2 letters in none", "qq");
    search(folder, "2 letters in all", "ba");
    if (args.length < 2) {
      delete(folder);
    }
  }

  private void fill(Path folder, int count) {
    try (Talks talks = Talks.in(folder)) {
      for (int i = 0; i < count; i += AT_ONCE) {
        int first = i;
        talks.database.write(
            session -> {
              for (int n = first; n < Math.min(count, first + AT_ONCE); n++) {
                one(talks, session, n, n == count / 3 ? "needle77 金色针叶 " : "");
              }
              return first;
            });
        talks.clock.advance(Duration.ofSeconds(1));
      }
    }
  }

  private void one(Talks talks, Session session, int number, String needle)
      throws java.sql.SQLException {
    String run = "RUN" + number;
    talks.turns.ask(
        session,
        talks.turns.question(
            Optional.empty(), Optional.empty(), List.of(Message.user(words(20))), talks.start(run)),
        talks.clock.now());
    talks.endOf(
        session, RunRow.begin(session, talks.start(run), talks.epoch, 0), needle + words(150));
  }

  private String words(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      // Few words are common, and many are rare.
      int rank = (int) (VOCABULARY * Math.pow(random.nextDouble(), 4));
      text.append(i == 0 ? "" : " ").append(vocabulary.get(rank));
    }
    return text.toString();
  }

  private static int list(Talks talks, Page page) {
    return talks.conversations.list(page).size();
  }

  private static int middle(Talks talks) {
    String behind = talks.conversations.search("needle77", 1).getFirst().conversation();
    return list(talks, Page.first(20).behind(behind));
  }

  private static void search(Path folder, String what, String text) {
    measure(folder, "search, " + what, talks -> talks.conversations.search(text, 20).size());
  }

  private static void measure(Path folder, String what, Question question) {
    try (Talks talks = Talks.in(folder)) {
      double[] millis = new double[ROUNDS];
      int found = 0;
      for (int i = 0; i < ROUNDS; i++) {
        long begin = System.nanoTime();
        found = question.answer(talks);
        millis[i] = (System.nanoTime() - begin) / 1e6;
      }
      double first = millis[0];
      java.util.Arrays.sort(millis);
      System.out.printf(
          Locale.ROOT,
          "%-44s %8.1f %8.1f %8.1f %6d%n",
          what,
          first,
          millis[ROUNDS / 2],
          millis[ROUNDS - 1],
          found);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
