package dev.sluice.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.ModelUnavailableException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModelsTest {
  @Test
  void whereOnlyThisLibraryIsThereTheOneWithTheEmbeddedModelIsNamed() {
    try (Models models = Models.of(Map.of(), progress -> {})) {
      assertThatThrownBy(() -> models.model("local/smollm2-135m"))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("dev.sluice:sluice-llamacpp");
      assertThatThrownBy(() -> models.model("other/model"))
          .isInstanceOf(ModelUnavailableException.class)
          .hasMessageContaining("openai")
          .hasMessageNotContaining("llamacpp");
    }
  }
}
