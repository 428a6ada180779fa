package dev.sluice.provider.openai;

import dev.sluice.provider.openai.chat.Quirks;
import dev.sluice.spi.provider.ServerHints;
import dev.sluice.spi.provider.Settings;
import java.util.List;
import java.util.Locale;

/**
 * A server that speaks chat completions: a row of the table.
 *
 * @param name what stands before the slash of its models' names
 * @param base its address
 * @param keys the settings that may hold its key, as its own documentation names them; the first
 *     that is set counts
 * @param models where its list of models is, if that is not {@code /models} below the address
 * @param quirks in what it differs
 * @param embeds whether it may have embeddings in OpenAI's form; only what is known to have none is
 *     not asked
 * @param hints what helps whoever does not reach it
 */
record Compatible(
    String name,
    String base,
    List<String> keys,
    String models,
    Quirks quirks,
    boolean embeds,
    ServerHints hints) {
  Compatible(String name, String base, List<String> keys, Quirks quirks) {
    this(name, base, keys, "", quirks, true, ServerHints.NONE);
  }

  /** The same, whose list of models is elsewhere. */
  Compatible listedAt(String address) {
    return new Compatible(name, base, keys, address, quirks, embeds, hints);
  }

  /** The same, which has no embeddings, or none in OpenAI's form. */
  Compatible withoutEmbeddings() {
    return new Compatible(name, base, keys, models, quirks, false, hints);
  }

  /** The same, a program that this command starts. */
  Compatible startedBy(String command) {
    return new Compatible(name, base, keys, models, quirks, embeds, ServerHints.startedBy(command));
  }

  /** The setting that may hold another address. */
  String baseSetting() {
    return name.toUpperCase(Locale.ROOT).replace('-', '_') + "_BASE_URL";
  }

  /** Whether it is a program that one runs oneself, on this machine unless it is said where. */
  boolean isLocal() {
    return base.startsWith("http://");
  }

  Settings settings() {
    return new Settings(name, keys, baseSetting(), base, !isLocal());
  }
}
