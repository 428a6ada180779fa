package dev.sluice.provider.openai.chat;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * In what a server of chat completions differs from OpenAI's. Immutable: each method that changes
 * something gives another one.
 */
public final class Quirks {
  /** The field for the most tokens, as it was first called, and as OpenAI calls it now. */
  static final String MAX_TOKENS = "max_tokens";

  static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

  /** OpenAI's models that refuse the older name. Azure says 35 for 3.5. */
  private static final Pattern NEW_MODELS =
      Pattern.compile("(.*/)?(ft:)?(o\\d|gpt-(?!35)([5-9]|[1-9]\\d)|codex-|computer-use-).*");

  /** As OpenAI. */
  public static final Quirks NONE =
      new Quirks(
          Thoughts.LEFT_OUT,
          Prefix.NONE,
          EnumSet.of(Oddity.SHORT_CALL_IDS, Oddity.CUSTOM_CALLS),
          Map.of(),
          Map.of(),
          Map.of());

  /** As most others: what OpenAI has added lately they do not know. */
  public static final Quirks COMPATIBLE =
      new Quirks(
          Thoughts.LEFT_OUT,
          Prefix.NONE,
          EnumSet.of(Oddity.REFUSALS_AS_TEXT, Oddity.CACHE_MARKS),
          Map.of(MAX_TOKENS, MAX_TOKENS),
          Map.of(),
          Map.of());

  /** What a server does otherwise, or does not do; by itself it says all. */
  public enum Oddity {
    /** It refuses {@code stream_options}; usage comes unasked, if at all. */
    NO_STREAM_OPTIONS,
    /** After the system's, messages of user and assistant take turns. */
    ALTERNATING_ROLES,
    /** A call's id has 40 characters at the most. */
    SHORT_CALL_IDS,
    /** A call's id has nine letters and digits. */
    NINE_CHARACTER_CALL_IDS,
    /** A tool's result names its tool. */
    NAMED_RESULTS,
    /** A tool's result may hold images and the like. */
    MEDIA_IN_RESULTS,
    /** After a tool's result no user speaks, but an assistant or another tool. */
    ASSISTANT_AFTER_RESULTS,
    /** An assistant's message may hold images. */
    IMAGES_OF_ASSISTANTS,
    /** There is no {@code refusal}: a refusal is text. */
    REFUSALS_AS_TEXT,
    /** A document is a {@code document_url}. */
    DOCUMENT_URLS,
    /** What is marked by {@code cache_control} is kept for the next request. */
    CACHE_MARKS,
    /** There are videos, as {@code video_url}. */
    VIDEO_URLS,
    /** A call with free text is of the type {@code custom}. */
    CUSTOM_CALLS,
    /** Thoughts stand in the text, between {@code <think>} and {@code </think>}. */
    THINK_TAGS
  }

  /** The ways by which thoughts go back. */
  enum Form {
    /** Not at all. */
    NONE,
    /** As text, in a field of their message. */
    FIELD,
    /** As {@code reasoning_details}, unmodified; as text where there are none. */
    DETAILS,
    /** As parts of the message's content. */
    CONTENT
  }

  /**
   * How thoughts go back.
   *
   * @param field for thoughts as text
   * @param onlyWithCalls whether they go back with tool calls alone
   * @param filler what stands there for a tool call without thoughts; empty if nothing has to
   */
  record Thoughts(Form form, String field, boolean onlyWithCalls, Optional<String> filler) {
    static final Thoughts LEFT_OUT = new Thoughts(Form.NONE, "", false, Optional.empty());
  }

  /**
   * How an assistant's message at the end of a request is said to be the beginning of the answer.
   *
   * @param fields of the message, set to true; none where it needs no saying
   * @param template whether the chat template is told instead
   * @param address where it is asked in place of its usual address; empty if that is the same
   * @param everywhere whether all models of the server take it
   */
  record Prefix(Set<String> fields, boolean template, String address, boolean everywhere) {
    static final Prefix NONE = new Prefix(Set.of(), false, "", false);
  }

  private final Thoughts thoughts;
  private final Prefix prefix;
  private final Set<Oddity> oddities;

  /** OpenAI's name of a field or a role, and this server's. */
  private final Map<String, String> names;

  /** OpenAI's word for a choice of tools, and this server's; empty if it has none. */
  private final Map<String, String> toolChoices;

  /** Fields that every request has, as JSON text. */
  private final Map<String, String> added;

  private Quirks(
      Thoughts thoughts,
      Prefix prefix,
      Set<Oddity> oddities,
      Map<String, String> names,
      Map<String, String> toolChoices,
      Map<String, String> added) {
    this.thoughts = thoughts;
    this.prefix = prefix;
    this.oddities = Collections.unmodifiableSet(EnumSet.copyOf(oddities));
    this.names = names;
    this.toolChoices = toolChoices;
    this.added = added;
  }

  private Quirks thinking(Thoughts other) {
    return new Quirks(other, prefix, oddities, names, toolChoices, added);
  }

  private Quirks beginning(Prefix other) {
    return new Quirks(thoughts, other, oddities, names, toolChoices, added);
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(map);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return Collections.unmodifiableMap(more);
  }

  // What is said of a server.

  /** The same, whose thoughts always go back, by this field; if it is empty, they do not. */
  public Quirks reasoningBy(String field) {
    return field.isEmpty()
        ? thinking(Thoughts.LEFT_OUT)
        : thinking(new Thoughts(Form.FIELD, field, false, Optional.empty()));
  }

  /** The same, whose thoughts go back by this field with the tool calls that they led to. */
  public Quirks reasoningWithCallsBy(String field) {
    return thinking(new Thoughts(Form.FIELD, field, true, Optional.empty()));
  }

  /** The same, where a tool call without thoughts has this in their field. */
  public Quirks reasoningFilledWith(String filler) {
    return thinking(
        new Thoughts(
            thoughts.form(), thoughts.field(), thoughts.onlyWithCalls(), Optional.of(filler)));
  }

  /** The same, whose {@code reasoning_details} go back, else thoughts by this field. */
  public Quirks reasoningByDetailsOr(String field) {
    return thinking(new Thoughts(Form.DETAILS, field, false, Optional.empty()));
  }

  /** The same, whose thoughts go back as parts of the content. */
  public Quirks reasoningInContent() {
    return thinking(new Thoughts(Form.CONTENT, "", false, Optional.empty()));
  }

  /** The same, that continues a message which has this field; every model of it does. */
  public Quirks prefixBy(String field) {
    return beginning(new Prefix(Set.of(field), false, "", true));
  }

  /** The same, that does so at another address of the same host. */
  public Quirks prefixAt(String address) {
    return beginning(new Prefix(prefix.fields(), prefix.template(), address, prefix.everywhere()));
  }

  /** The same, of which only some models do so, so that it is not done unasked. */
  public Quirks prefixWithSomeModels() {
    return beginning(new Prefix(prefix.fields(), prefix.template(), prefix.address(), false));
  }

  /** The same, that continues what its chat template is told to. */
  public Quirks prefixByTemplate() {
    return beginning(new Prefix(Set.of(), true, "", true));
  }

  /** The same, that continues a message at the end without being told. */
  public Quirks prefixUnmarked() {
    return beginning(new Prefix(Set.of(), false, "", true));
  }

  /** The same, whose texts begin with thoughts in {@code <think>} tags. */
  public Quirks withThinkTags() {
    return with(Oddity.THINK_TAGS);
  }

  /** Whether texts begin with thoughts in {@code <think>} tags. */
  boolean thinkTags() {
    return has(Oddity.THINK_TAGS);
  }

  /** The same with an oddity. */
  public Quirks with(Oddity oddity) {
    Set<Oddity> more = EnumSet.of(oddity);
    more.addAll(oddities);
    return new Quirks(thoughts, prefix, more, names, toolChoices, added);
  }

  /**
   * The same, that calls by another name what OpenAI calls {@code max_tokens}, {@code seed}, or, a
   * role, {@code system}.
   */
  public Quirks calling(String field, String name) {
    return new Quirks(thoughts, prefix, oddities, with(names, field, name), toolChoices, added);
  }

  /** The same, where the model alone decides by which name the most tokens go. */
  public Quirks callingMaxTokensByModel() {
    Map<String, String> fewer = new LinkedHashMap<>(names);
    fewer.remove(MAX_TOKENS);
    return new Quirks(
        thoughts, prefix, oddities, Collections.unmodifiableMap(fewer), toolChoices, added);
  }

  /**
   * The same, with another word for a choice of tools.
   *
   * @param choice {@code none}, {@code required}, or {@code function} for a named one
   * @param word the server's; empty if it refuses the choice
   */
  public Quirks choosingTools(String choice, String word) {
    return new Quirks(thoughts, prefix, oddities, names, with(toolChoices, choice, word), added);
  }

  /** The same, with a field that every request has unless it says otherwise; as JSON text. */
  public Quirks adding(String field, String json) {
    return new Quirks(thoughts, prefix, oddities, names, toolChoices, with(added, field, json));
  }

  // What is asked of them.

  Thoughts thoughts() {
    return thoughts;
  }

  Prefix prefix() {
    return prefix;
  }

  /** Whether the server has this oddity. */
  public boolean has(Oddity oddity) {
    return oddities.contains(oddity);
  }

  /** The server's name for a field or a role. */
  String name(String field) {
    return names.getOrDefault(field, field);
  }

  /** The field for the most tokens of this model's answer. */
  String maxTokensField(String model) {
    String told = names.get(MAX_TOKENS);
    if (told != null) {
      return told;
    }
    return NEW_MODELS.matcher(model).matches() ? MAX_COMPLETION_TOKENS : MAX_TOKENS;
  }

  /** The server's word for a choice of tools; empty if it refuses it. */
  String toolChoice(String choice) {
    return toolChoices.getOrDefault(choice, choice);
  }

  Map<String, String> added() {
    return added;
  }

  @Override
  public String toString() {
    return "Quirks["
        + thoughts
        + ", "
        + prefix
        + ", "
        + oddities
        + ", "
        + names
        + ", "
        + toolChoices
        + ", "
        + added
        + "]";
  }
}
