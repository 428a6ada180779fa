package dev.sluice.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What users of other programs type out of habit, and what it is called here: ollama, llm, aichat,
 * llama.cpp and the clients of OpenAI have names for the same things.
 */
final class Habits {
  private static final String KEY =
      "a key comes from the environment, where other users cannot see it: set OPENAI_API_KEY";
  private static final String SERVER = "to ask another server set OPENAI_BASE_URL";
  private static final String QUIET = "notes are on standard error: add 2>/dev/null";
  private static final String ALL = "to see all that happens use --format events";
  private static final String STREAMED = "answers are streamed anyway; --no-stream turns it off";
  private static final String WORDS = "the question needs no option";
  private static final String LIST = "the models are listed by: sluice models";

  /** An option's name to ours, or to a sentence. */
  private static final Map<String, String> OPTIONS = new HashMap<>();

  /** A command's name to what is typed after {@code sluice}. */
  private static final Map<String, String> COMMANDS =
      Map.ofEntries(
          Map.entry("run", "ask or sluice chat"),
          Map.entry("prompt", "ask"),
          Map.entry("complete", "ask"),
          Map.entry("generate", "ask"),
          Map.entry("repl", "chat"),
          Map.entry("list", "models"),
          Map.entry("ls", "models"),
          Map.entry("serve", "simulate"),
          Map.entry("mock", "simulate"),
          Map.entry("logs", "log"),
          Map.entry("history", "log"),
          Map.entry("conversations", "log"),
          Map.entry("resume", "log resume"),
          Map.entry("follow", "log follow"),
          Map.entry("search", "log search"));

  /** What else a provider is called: by its company, its models, another program. */
  private static final Map<String, String> PROVIDERS =
      Map.ofEntries(
          Map.entry("claude", "anthropic"),
          Map.entry("google", "gemini"),
          Map.entry("gpt", "openai"),
          Map.entry("chatgpt", "openai"),
          Map.entry("aws", "bedrock"),
          Map.entry("amazon", "bedrock"),
          Map.entry("microsoft", "azure"),
          Map.entry("grok", "xai"),
          Map.entry("kimi", "moonshot"),
          Map.entry("moonshotai", "moonshot"),
          Map.entry("dashscope", "qwen"),
          Map.entry("alibaba", "qwen"),
          Map.entry("glm", "zhipu"),
          Map.entry("zai", "zhipu"),
          Map.entry("z-ai", "zhipu"),
          Map.entry("hf", "huggingface"),
          Map.entry("llamacpp", "llamacpp-server"),
          Map.entry("llama.cpp", "llamacpp-server"),
          Map.entry("lm-studio", "lmstudio"),
          Map.entry("sonar", "perplexity"),
          Map.entry("mistralai", "mistral"),
          Map.entry("together_ai", "together"),
          Map.entry("fireworks_ai", "fireworks"));

  static {
    say("--max-tokens", "-n", "-M", "--n-predict", "--predict", "--num-predict", "--tokens");
    say(
        "--max-tokens",
        "--token",
        "--max-completion-tokens",
        "--max-new-tokens",
        "--max-output-tokens");
    say("--temperature", "-t");
    say("--context", "-c", "--ctx", "--ctx-size", "--num-ctx", "--n-ctx", "--max-context");
    say("--repeat-penalty", "--repetition-penalty", "--penalty", "--frequency-penalty");
    say("--total-timeout", "--timeout", "--max-time");
    say("--retries", "--retry", "--max-retries");
    say("--file", "-a", "--attachment", "--attach", "--fragment");
    say("--format json", "--json", "-j");
    say("--no-stream", "-S");
    say("--continue", "-C", "--cont", "--last");
    say("--resume ID", "--cid", "--conversation", "--session", "--continue-id");
    say("--no-log", "--nolog", "--no-history", "--no-save", "--incognito");
    say(KEY, "--key", "--api-key", "--apikey", "--openai-api-key");
    say(SERVER, "--url", "--base-url", "--api-base", "--api-url", "--endpoint", "--host");
    say(QUIET, "-q", "--quiet", "--silent");
    say(ALL, "-v", "--verbose", "--debug");
    say(STREAMED, "--stream");
    say(WORDS, "-p", "--prompt", "--question", "--query");
    say(LIST, "-l", "--list", "--list-models", "--models");
    say("to talk turn by turn there is: sluice chat", "-i", "--interactive", "--chat");
    say("the version is told by: sluice --version", "-V", "--version");
    say("colours are off if NO_COLOR is set", "--no-color", "--no-colour", "--color");
    say("to use a proxy set HTTPS_PROXY", "--proxy", "-x");
  }

  private Habits() {}

  private static void say(String ours, String... theirs) {
    for (String name : theirs) {
      OPTIONS.put(name, ours);
    }
  }

  /** What is meant by an option that a command with these options does not have. */
  static Optional<String> option(String typed, List<String> ours) {
    String meant = OPTIONS.get(typed.replace('_', '-'));
    if (meant == null) {
      return Optional.empty();
    }
    if (!meant.startsWith("--")) {
      return Optional.of(meant);
    }
    return ours.contains(meant.split(" ", 2)[0])
        ? Optional.of("did you mean " + meant + "?")
        : Optional.empty();
  }

  /** What is meant by a command that there is not. */
  static Optional<String> command(String typed) {
    return Optional.ofNullable(COMMANDS.get(typed));
  }

  /** Every option that is named by an advice. */
  static List<String> named() {
    return OPTIONS.values().stream()
        .filter(meant -> meant.startsWith("--"))
        .map(meant -> meant.split(" ", 2)[0])
        .distinct()
        .toList();
  }

  /** The provider that is called otherwise by others. */
  static Optional<String> provider(String name) {
    return Optional.ofNullable(PROVIDERS.get(name.toLowerCase(Locale.ROOT)));
  }
}
