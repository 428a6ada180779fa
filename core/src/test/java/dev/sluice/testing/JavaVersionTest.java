package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A run that says it is on Java 21 could be one on 25 that nobody notices. */
class JavaVersionTest {
  /** Only the second run of the suite says which Java it is for; the first is on the JDK's own. */
  private static final int NAMED = Integer.getInteger("sluice.java", 25);

  @Test
  void theSuiteRunsOnTheJavaThatTheBuildNames() {
    int feature = Runtime.version().feature();
    if (NAMED == 25) {
      assertThat(feature).isGreaterThanOrEqualTo(NAMED);
    } else {
      assertThat(feature).isEqualTo(NAMED);
    }
  }
}
