package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.stream.ChatStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
  @TempDir Path folder;

  private static Path own() {
    var source = ChatStream.class.getProtectionDomain().getCodeSource();
    return Path.of(URI.create(source.getLocation().toString()));
  }

  /** An empty class where a checkout has its compiled one. */
  private Path put(String name) throws Exception {
    Path file = folder.resolve("checkout").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[0]);
  }

  @Test
  void anotherBuildStandsInThePlaceOfThisOne() throws Exception {
    put("core/target/classes/dev/sluice/stream/ChatStream.class");
    Engine mine = Engine.own();
    Engine other = Engine.in(folder.resolve("checkout"), folder.resolve("work"), mine);
    String classes = folder.resolve("checkout/core/target/classes").toString();
    assertThat(other.classPath()).contains(classes).hasSameSizeAs(mine.classPath());
    assertThat(other.classPath()).noneMatch(entry -> Path.of(entry).toAbsolutePath().equals(own()));
  }

  @Test
  void aCheckoutBringsItsOwnClientAndNothingElseOfTheBenchmark() throws Exception {
    put("core/target/classes/dev/sluice/stream/ChatStream.class");
    put("bench/target/classes/dev/sluice/bench/client/SluiceClient$View.class");
    put("bench/target/classes/dev/sluice/bench/unit/MemoryTransport.class");
    put("bench/target/classes/dev/sluice/bench/measure/PacedRun.class");
    Engine other = Engine.in(folder.resolve("checkout"), folder.resolve("work"), Engine.own());
    Path adapters = Path.of(other.classPath().getFirst());
    assertThat(adapters.resolve("dev/sluice/bench/client/SluiceClient$View.class")).exists();
    assertThat(adapters.resolve("dev/sluice/bench/unit/MemoryTransport.class")).exists();
    assertThat(adapters.resolve("dev/sluice/bench/measure")).doesNotExist();
  }

  @Test
  void aCheckoutThatIsNotCompiledIsRefused() {
    assertThatThrownBy(() -> Engine.in(folder, folder.resolve("work"), Engine.own()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("test-compile");
  }

  @Test
  void theSameCommitAgainHasANameOfItsOwn() throws Exception {
    Engine mine = new Engine("unknown", Engine.own().classPath());
    put("core/target/classes/dev/sluice/stream/ChatStream.class");
    Engine other = Engine.in(folder.resolve("checkout"), folder.resolve("work"), mine);
    assertThat(List.of(mine.commit(), other.commit())).containsExactly("unknown", "unknown-again");
  }
}
