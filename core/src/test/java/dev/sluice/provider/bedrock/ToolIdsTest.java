package dev.sluice.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ToolIdsTest {
  @Test
  void idsThatLookLikeOursCostNoSearchForEachOfOurs() {
    int many = 200_000;
    ToolIds ids = new ToolIds();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 1; i <= many; i++) {
            assertThat(ids.ofCall("call_" + (many + i))).isEqualTo("call_" + (many + i));
          }
          String last = "";
          for (int i = 1; i <= many + 1; i++) {
            last = ids.ofCall("");
          }
          assertThat(last).isEqualTo("call_" + (3 * many + 1));
        });
  }
}
