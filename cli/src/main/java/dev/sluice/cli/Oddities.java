package dev.sluice.cli;

import dev.sluice.provider.openai.OpenAiProvider;
import java.util.List;
import java.util.function.Consumer;

/** What a table of the file of settings says of how its server speaks chat completions. */
final class Oddities {
  /** Of each of these, one alone can be meant. */
  private static final List<List<String>> ONE_OF =
      List.of(
          List.of(
              "reasoning_field",
              "reasoning_field_of_calls",
              "reasoning_details",
              "reasoning_in_content"),
          List.of("prefix_field", "prefix_by_template"));

  /** All that can be said. */
  static final List<String> NAMES =
      List.of(
          "reasoning_field",
          "reasoning_field_of_calls",
          "reasoning_details",
          "reasoning_in_content",
          "reasoning_filler",
          "prefix_field",
          "prefix_by_template",
          "max_tokens_field",
          "seed_field",
          "system_role",
          "required_tool_choice",
          "stream_options",
          "alternating_roles",
          "nine_character_call_ids",
          "media_in_tool_results",
          "assistant_after_tool_results",
          "think_tags");

  private final SettingsTable table;

  Oddities(SettingsTable table) {
    this.table = table;
  }

  /**
   * Tells the builder.
   *
   * @throws UsageException if something of it cannot be meant
   */
  void tell(OpenAiProvider.Builder builder) {
    ONE_OF.forEach(this::checkOneOf);
    text("reasoning_field", true, builder::reasoningField);
    text("reasoning_field_of_calls", false, builder::reasoningFieldOfCalls);
    text("reasoning_details", true, builder::reasoningDetails);
    flag("reasoning_in_content", true, builder::reasoningInContent);
    filler(builder);
    text("prefix_field", true, builder::prefixField);
    flag("prefix_by_template", true, builder::prefixByTemplate);
    text("max_tokens_field", false, builder::maxTokensField);
    text("seed_field", false, builder::seedField);
    text("system_role", false, builder::systemRole);
    text("required_tool_choice", true, builder::requiredToolChoice);
    flag("stream_options", false, builder::withoutStreamOptions);
    flag("alternating_roles", true, builder::alternatingRoles);
    flag("nine_character_call_ids", true, builder::nineCharacterCallIds);
    flag("media_in_tool_results", true, builder::mediaInToolResults);
    flag("assistant_after_tool_results", true, builder::assistantAfterToolResults);
    flag("think_tags", true, builder::thinkTags);
  }

  private void checkOneOf(List<String> names) {
    List<String> said = names.stream().filter(table::has).toList();
    if (said.size() > 1) {
      throw table.wrong(
          said.get(1), said.get(0) + " and " + said.get(1) + " contradict each other");
    }
  }

  /** It belongs to the field, which may be the one of a server that is known by name. */
  private void filler(OpenAiProvider.Builder builder) {
    String name = "reasoning_filler";
    if (table.has(name)
        && !table.has("like")
        && !table.has("reasoning_field")
        && !table.has("reasoning_field_of_calls")) {
      throw table.wrong(name, name + " needs a reasoning_field or reasoning_field_of_calls");
    }
    text(name, true, builder::reasoningFiller);
  }

  private void text(String name, boolean orEmpty, Consumer<String> tell) {
    table
        .text(name)
        .ifPresent(
            value -> {
              if (value.isEmpty() && !orEmpty) {
                throw table.wrong(name, name + " is empty: name it, or leave it out");
              }
              tell.accept(value);
            });
  }

  private void flag(String name, boolean value, Runnable tell) {
    if (table.says(name, value)) {
      tell.run();
    }
  }
}
