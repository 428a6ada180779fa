package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.chat.Ending;
import dev.sluice.models.Models;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the load server writes is what the providers' decoders read. */
@Timeout(240)
class LoadServerFormatsTest {
  private static final int CHUNKS = 5;

  private final LoadServer server = new LoadServer();

  LoadServerFormatsTest() throws IOException {}

  @BeforeEach
  void serve() {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                server.run();
              } catch (IOException | ClosedSelectorException closed) {
                // The test is over.
              }
            });
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Ending answer(Format format, int rate) {
    String path = new Ask(Ask.Kind.TEXT, rate, CHUNKS).base();
    String base = "http://127.0.0.1:" + server.port() + path;
    try (Models models = Models.builder().environment(Format.environment(base)).build()) {
      return models.model(format.model()).stream("Count.").await();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerHasItsStampsItsUsageAndItsEnd(Format format) {
    long before = System.nanoTime();
    Ending ending = answer(format, 500);
    assertThat(ending).isInstanceOf(Ending.Completed.class);
    String text = ending.reply().text();
    assertThat(text).matches("[0-9]{" + CHUNKS * Chunks.STAMP_DIGITS + "}[.]?");
    for (int i = 0; i < CHUNKS; i++) {
      int at = i * Chunks.STAMP_DIGITS;
      assertThat(Long.parseLong(text.substring(at, at + Chunks.STAMP_DIGITS)))
          .isBetween(before, System.nanoTime());
    }
    assertThat(ending.reply().usage().outputTokens()).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void whatNobodyPacesIsWholeToo(Format format) {
    assertThat(answer(format, 0)).isInstanceOf(Ending.Completed.class);
  }

  @Test
  void whatAFormatDoesNotHaveIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Chunks.of(Format.OLLAMA, Ask.Kind.TOOL))
        .withMessageContaining("TOOL")
        .withMessageContaining("ollama");
  }
}
