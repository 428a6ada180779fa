package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a watched test throws is what its test gets. */
class WatchedTest {

  @Test
  void aBodyIsRunToItsEnd() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    Watched.run("one", () -> ran.set(true));
    assertThat(ran).isTrue();
  }

  @Test
  void whatABodyThrowsIsThrown() {
    assertThatThrownBy(() -> Watched.run("one", WatchedTest::refuse))
        .isInstanceOf(IOException.class)
        .hasMessage("no");
    assertThatThrownBy(() -> Watched.run("one", () -> assertThat(1).isEqualTo(2)))
        .isInstanceOf(AssertionError.class);
  }

  private static void refuse() throws IOException {
    throw new IOException("no");
  }
}
