package dev.sluice.provider.bedrock;

import java.util.Locale;

/**
 * In what models differ from each other, as far as their names tell.
 *
 * @param takesStatus whether a tool's result may say that the tool failed; others refuse it
 * @param takesUnsignedThoughts whether thoughts without a signature may go back
 */
record ModelTraits(boolean takesStatus, boolean takesUnsignedThoughts) {
  static ModelTraits of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    return new ModelTraits(
        name.contains("claude") || name.contains("nova"), !name.contains("deepseek"));
  }
}
