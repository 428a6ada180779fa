package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.CutScript.Acknowledged;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes between any two of SQLite's waits for the disk: what it had written since the last
 * one is there up to some sector, or beyond it as zeros, as garbage, or as any of its sectors and
 * not the others. So in its log while that grows, and while it is written over from its beginning
 * once it was moved; and in the database while the log is moved into it.
 *
 * <p>It goes by the waits that SQLite documents (the log's before it is moved and its head's before
 * it is written over), which are not observed here. It does not show a disk that says it has
 * written and has not, that tears a sector of 512 bytes, or that harms one that was not written;
 * and of the files' lengths and names only that a file may be shorter or longer.
 */
final class PowerCutTest {
  private static final int SECTOR = 512;
  private static final int LOG_HEAD = 32;
  private static final int MOVES = 4;
  private static final int IMAGES_OF_A_STEP = 5;

  @TempDir private Path temporary;

  private final Random random = new Random(Long.getLong("sluice.seed", 19));
  private int images;

  /** What was acknowledged when the log had this length. */
  private record Step(int logBytes, boolean durable, Acknowledged acknowledged) {}

  @Test
  void whateverIsLostOfTheLogEverythingDurableIsThereAndNothingIsMadeUp() throws IOException {
    try (CutScript script = new CutScript(temporary.resolve("before"), random)) {
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        boolean durable = keep(script, 0, i);
        steps.add(new Step(script.log().length, durable, script.acknowledged()));
      }
      byte[] log = script.log();
      byte[] database = script.database();
      Step durable = steps.getFirst();
      for (int i = 1; i < steps.size(); i++) {
        Step next = steps.get(i);
        byte[] until = Arrays.copyOf(log, next.logBytes);
        for (int cut = steps.get(i - 1).logBytes; cut < next.logBytes; cut += SECTOR) {
          byte[] shorter = Arrays.copyOf(log, cut);
          byte[] image =
              switch (images % 4) {
                case 0 -> shorter;
                case 1 -> Arrays.copyOf(shorter, next.logBytes);
                case 2 -> garbled(until, cut);
                default -> inPart(Arrays.copyOf(log, durable.logBytes), until);
              };
          assertSurvives(script, database, image, durable.acknowledged);
        }
        durable = next.durable ? next : durable;
        assertSurvives(script, database, until, next.acknowledged);
      }
    }
    assertThat(images).isGreaterThan(500);
  }

  @Test
  void aCutWhileTheLogIsMovedOrWrittenOverTakesNothingThatWasDurable() throws IOException {
    int overwritten = 0;
    try (CutScript script = new CutScript(temporary.resolve("before"), random)) {
      Acknowledged durable = script.acknowledged();
      byte[] database = script.database();
      byte[] safe = script.log(); // of the log, what is on the disk for sure
      byte[] log = safe;
      for (int move = 0; move < MOVES; move++) {
        for (int i = 0; i < 24; i++) {
          boolean isDurable = keep(script, move, i);
          log = script.log();
          if (!Arrays.equals(head(log), head(safe))) {
            overwritten++;
            assertSurvives(script, database, safe, durable);
            safe = safe.clone();
            System.arraycopy(log, 0, safe, 0, LOG_HEAD); // it waits for this first
            assertSurvives(script, database, safe, durable);
          }
          for (int image = 0; image < IMAGES_OF_A_STEP; image++) {
            assertSurvives(script, database, inPart(safe, log), durable);
          }
          if (isDurable) {
            safe = log;
            durable = script.acknowledged();
          }
        }
        script.more(move, 4); // is not durable by itself, and by what moves it
        log = script.log();
        assertSurvives(script, database, inPart(safe, log), durable);
        script.moveLog();
        assertThat(script.log()).as("the log stays until it is written over").isEqualTo(log);
        safe = log;
        durable = script.acknowledged();
        byte[] moved = script.database();
        assertThat(moved).isNotEqualTo(database);
        for (int image = 0; image < 10 * IMAGES_OF_A_STEP; image++) {
          assertSurvives(script, inPart(database, moved), log, durable);
        }
        database = moved;
        assertSurvives(script, database, log, durable);
      }
    }
    assertThat(overwritten).as("times that the log began anew").isGreaterThanOrEqualTo(MOVES - 1);
    assertThat(images).isGreaterThan(MOVES * 100);
  }

  /** Begins four runs, writes to them, and ends some; whether this one waits for the disk. */
  private static boolean keep(CutScript script, int generation, int number) {
    if (number < 4) {
      script.start(generation, number);
      return true;
    }
    if (number < 22) {
      script.more(generation, number);
      return false;
    }
    script.end(generation, number);
    return true;
  }

  private static byte[] head(byte[] log) {
    return Arrays.copyOf(log, LOG_HEAD);
  }

  private byte[] garbled(byte[] log, int from) {
    byte[] image = log.clone();
    for (int i = from; i < image.length; i++) {
      image[i] = (byte) random.nextInt();
    }
    return image;
  }

  /** Each sector is as it was or as it was to be, and of what is new, so much as comes to that. */
  private byte[] inPart(byte[] before, byte[] after) {
    byte[] image = Arrays.copyOf(before, Math.max(before.length, after.length));
    int reached = before.length;
    for (int i = 0; i < after.length; i += SECTOR) {
      if (random.nextBoolean()) {
        int end = Math.min(after.length, i + SECTOR);
        System.arraycopy(after, i, image, i, end - i);
        reached = Math.max(reached, end);
      }
    }
    return Arrays.copyOf(image, reached);
  }

  private void assertSurvives(
      CutScript script, byte[] database, byte[] log, Acknowledged acknowledged) throws IOException {
    images++;
    script.assertSurvives(database, log, acknowledged, temporary);
  }
}
