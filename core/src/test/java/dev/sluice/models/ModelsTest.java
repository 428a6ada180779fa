package dev.sluice.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.ModelUnavailableException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModelsTest {
  @Test
  void whereOnlyCoreIsThereALocalModelNamesWhatToAdd() {
    try (Models models = Models.of(Map.of(), progress -> {})) {
      assertThatThrownBy(() -> models.model("local/smollm2-135m"))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("add dev.sluice:sluice-llamacpp, which needs Java 25");
      assertThatThrownBy(() -> models.model("nobody/m"))
          .isInstanceOf(ModelUnavailableException.class)
          .satisfies(wrong -> assertThat(wrong).hasMessageNotContaining("sluice-llamacpp"));
    }
  }
}
