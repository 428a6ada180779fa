package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each dialect has a row in the overview and a page, which says where it is asked. */
final class DialectPagesTest {
  private static final Path DOCS = Path.of("..", "docs");

  @TestFactory
  Stream<DynamicTest> eachHasItsPage() {
    return Gateway.DIALECTS.stream()
        .map(dialect -> DynamicTest.dynamicTest(dialect.name(), () -> check(dialect)));
  }

  private static void check(Dialect dialect) throws IOException {
    String name = "`" + dialect.name() + "`";
    String row =
        Files.readString(DOCS.resolve("dialects.md"))
            .lines()
            .filter(line -> line.startsWith("| [") && line.contains(name))
            .findFirst()
            .orElseThrow();
    String page = Files.readString(DOCS.resolve(row.replaceAll(".*?\\]\\(([^)]*)\\).*", "$1")));
    assertThat(page).contains(name);
    for (Address address : dialect.addresses()) {
      assertThat(page).as(address.path()).contains(last(address.path()));
    }
  }

  /** What stands behind the last slash, or behind the name of a model or a run. */
  private static String last(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('*')) + 1);
  }
}
