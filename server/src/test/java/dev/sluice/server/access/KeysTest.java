package dev.sluice.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who asks, by the key that is presented. */
final class KeysTest {
  private static final String ADAS = "sk-ada-0123456789abcdef";
  private static final String BOBS = "sk-bob-0123456789abcdef";

  private final Keys keys =
      Keys.of(
          List.of(Keys.Key.of("ada", ADAS, List.of("fast")), Keys.Key.of("bob", BOBS, List.of())));

  @Test
  void aKeyTellsItsOwnerAndWhatItIsFor() {
    assertThat(keys.who(ADAS)).contains(new Keys.Who("ada", List.of("fast")));
    assertThat(keys.who(BOBS)).contains(new Keys.Who("bob", List.of()));
    assertThat(keys.isEmpty()).isFalse();
  }

  @Test
  void whatIsNearlyAKeyIsNone() {
    assertThat(List.of("", " ", ADAS + " ", ADAS.toUpperCase(java.util.Locale.ROOT), "ada", "ü"))
        .allSatisfy(wrong -> assertThat(keys.who(wrong)).isEmpty());
    assertThat(keys.who(ADAS.substring(1))).isEmpty();
  }

  @Test
  void withoutKeysNobodyIsKnown() {
    assertThat(Keys.none().isEmpty()).isTrue();
    assertThat(Keys.of(List.of()).isEmpty()).isTrue();
    assertThat(Keys.none().who("")).isEmpty();
  }

  @Test
  void manyKeysAreToldApart() {
    List<Keys.Key> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(Keys.Key.of("owner" + i, "key-of-owner-" + i, List.of()));
    }
    Keys all = Keys.of(many);

    assertThat(all.who("key-of-owner-4711").map(Keys.Who::owner)).contains("owner4711");
    assertThat(all.who("key-of-owner-5000")).isEmpty();
  }

  @Test
  void anOwnerMayHaveSeveralKeysButAKeyHasOneOwner() {
    Keys two =
        Keys.of(List.of(Keys.Key.of("ada", ADAS, List.of()), Keys.Key.of("ada", BOBS, List.of())));
    assertThat(two.who(BOBS).map(Keys.Who::owner)).contains("ada");

    List<Keys.Key> shared =
        List.of(Keys.Key.of("ada", ADAS, List.of()), Keys.Key.of("bob", ADAS, List.of()));
    assertThatThrownBy(() -> Keys.of(shared))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ada and bob have the same key: give one of them another");
  }

  @Test
  void aKeyWithoutANameIsCalledTheSameWhateverOthersThereAre() {
    Keys.Key unnamed = Keys.Key.unnamed(ADAS);

    assertThat(unnamed.owner()).matches("key-[0-9a-f]{8}");
    assertThat(Keys.of(List.of(Keys.Key.unnamed(BOBS), unnamed)).who(ADAS).map(Keys.Who::owner))
        .isEqualTo(Optional.of(unnamed.owner()));
  }

  @Test
  void noKeyIsEverShown() {
    Keys.Key key = Keys.Key.of("ada", ADAS, List.of());

    assertThat(key.toString()).isEqualTo("Key[ada]");
    assertThat(keys.toString()).isEqualTo("Keys[2]");
    assertThat(key)
        .isEqualTo(Keys.Key.of("ada", ADAS, List.of()))
        .isNotEqualTo(Keys.Key.unnamed(ADAS));
  }

  @Test
  void threadsAskAtOnce() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<String> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int n = 0; n < 500; n++) {
                  if (keys.who(ADAS).isEmpty() || keys.who("x" + n).isPresent()) {
                    wrong.add("at " + n);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
  }
}
