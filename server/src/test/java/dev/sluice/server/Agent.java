package dev.sluice.server;

import dev.sluice.json.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A coding agent as its makers publish it, and how it is told where to ask. */
enum Agent {
  CLAUDE_CODE("@anthropic-ai/claude-code", "2.1.332", "install.cjs", "bin/claude.exe") {
    @Override
    List<Model> models() {
      return List.of(
          new Model("other", "/messages"), new Model("claude-sonnet-4-5", "/chat/completions"));
    }

    @Override
    void settle(Settled at) throws IOException {
      at.write(
          ".claude.json",
          "{\"hasCompletedOnboarding\":true,\"theme\":\"dark\",\"projects\":{"
              + JsonWriter.quoted(at.work() + "")
              + ":{\"hasTrustDialogAccepted\":true}}}");
      at.set("ANTHROPIC_BASE_URL", at.gateway() + "");
      at.set("ANTHROPIC_AUTH_TOKEN", "any");
      at.set("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    }

    @Override
    List<String> once(String model, String prompt) {
      return List.of("-p", "--model", model, prompt);
    }

    @Override
    List<String> session(String model) {
      return List.of("--model", model);
    }

    @Override
    String reads(String model, Path file) {
      return call("Read", "file_path", file + "");
    }

    @Override
    String ready() {
      return "←foragents";
    }
  },

  CODEX("@openai/codex", "0.171.0", "", "bin/codex.js") {
    @Override
    List<Model> models() {
      return List.of(
          new Model("gpt-5", "/responses"),
          new Model("fast", "/chat/completions"),
          new Model(NEWEST, "/chat/completions"));
    }

    @Override
    void settle(Settled at) throws IOException {
      at.write(
          ".codex/config.toml",
          """
          model_provider = "sluice"
          check_for_update_on_startup = false

          [model_providers.sluice]
          name = "sluice"
          base_url = "%s/v1"
          wire_api = "responses"
          env_key = "SLUICE_KEY"

          [projects.%s]
          trust_level = "trusted"
          """
              .formatted(at.gateway(), JsonWriter.quoted(at.work() + "")));
      at.set("SLUICE_KEY", "any");
    }

    @Override
    List<String> once(String model, String prompt) {
      return List.of(
          "exec",
          "--skip-git-repo-check",
          "--dangerously-bypass-approvals-and-sandbox",
          "-m",
          model,
          prompt);
    }

    @Override
    List<String> session(String model) {
      return List.of("-m", model);
    }

    @Override
    String reads(String model, Path file) {
      return model.equals(NEWEST)
          ? call("exec", "input", "text(await tools.exec_command({cmd: 'cat " + file + "'}))")
          : call("exec_command", "cmd", "cat " + file);
    }

    @Override
    String ready() {
      return "AskCodex";
    }
  },

  OPENCODE("opencode-ai", "1.18.33", "postinstall.mjs", "bin/opencode.exe") {
    @Override
    List<Model> models() {
      return List.of(new Model("fast", "/chat/completions"), new Model("other", "/messages"));
    }

    @Override
    void settle(Settled at) throws IOException {
      at.write(
          ".config/opencode/opencode.json",
          """
          {
            "autoupdate": false,
            "small_model": "sluice/fast",
            "provider": {
              "sluice": {
                "npm": "@ai-sdk/openai-compatible",
                "options": {"baseURL": "%s/v1", "apiKey": "any"},
                "models": {"fast": {}, "other": {}}
              }
            }
          }
          """
              .formatted(at.gateway()));
      at.set("OPENCODE_DISABLE_MODELS_FETCH", "1");
      at.set("OPENCODE_DISABLE_LSP_DOWNLOAD", "1");
    }

    @Override
    List<String> once(String model, String prompt) {
      return List.of("run", "-m", "sluice/" + model, prompt);
    }

    @Override
    List<String> session(String model) {
      return List.of("-m", "sluice/" + model);
    }

    @Override
    String reads(String model, Path file) {
      return call("read", "filePath", file + "");
    }

    @Override
    String ready() {
      return "Askanything";
    }

    @Override
    int escapes() {
      return 2;
    }
  },

  GEMINI_CLI("@google/gemini-cli", "0.61.0", "", "bundle/gemini.js") {
    @Override
    List<Model> models() {
      return List.of(
          new Model("google", ":streamGenerateContent"), new Model("fast", "/chat/completions"));
    }

    @Override
    void settle(Settled at) throws IOException {
      at.write(
          ".gemini/settings.json",
          """
          {
            "security": {
              "auth": {"selectedType": "gemini-api-key"},
              "folderTrust": {"enabled": false}
            },
            "privacy": {"usageStatisticsEnabled": false},
            "general": {"enableAutoUpdate": false}
          }
          """);
      at.set("GOOGLE_GEMINI_BASE_URL", at.gateway() + "");
      at.set("GEMINI_API_KEY", "any");
    }

    @Override
    List<String> once(String model, String prompt) {
      return List.of("-m", model, "-p", prompt);
    }

    @Override
    List<String> session(String model) {
      return List.of("-m", model);
    }

    @Override
    String reads(String model, Path file) {
      return call("read_file", "file_path", file + "");
    }

    @Override
    String ready() {
      return "Typeyourmessage";
    }

    @Override
    String complaint() {
      return "[ERROR]"; // Its exit code says nothing of it.
    }
  };

  static List<String> names() {
    return Arrays.stream(values()).map(Agent::name).toList();
  }

  /** To a model of this name Codex gives its tools in another way, as programs. */
  private static final String NEWEST = "gpt-6.2-sol";

  /** A name that it asks for, and the path by which the gateway asks for that. */
  record Model(String name, String path) {}

  private final String packaged;
  private final String version;
  private final String setup;
  private final String program;

  Agent(String packaged, String version, String setup, String program) {
    this.packaged = packaged;
    this.version = version;
    this.setup = setup;
    this.program = program;
  }

  /** One whose provider speaks its own format, and others. */
  abstract List<Model> models();

  abstract void settle(Settled at) throws IOException;

  /** What has it answer and end. */
  abstract List<String> once(String model, String prompt);

  /** What has it talk. */
  abstract List<String> session(String model);

  /** The step of a script that has it read a file. */
  abstract String reads(String model, Path file);

  /** What it shows, without blanks, when it can be typed to. */
  abstract String ready();

  /** How often Esc is to be pressed until it stops. */
  int escapes() {
    return 1;
  }

  /** What it says if its provider tells of the error {@code Boom}. */
  String complaint() {
    return "Boom";
  }

  private static String call(String tool, String argument, String value) {
    String json = "{" + JsonWriter.quoted(argument) + ":" + JsonWriter.quoted(value) + "}";
    return "tool 0 call_1 " + tool + " " + JsonWriter.quoted(json);
  }

  /** Its program; skips if it is not to be had. */
  List<String> command() throws IOException, InterruptedException {
    Path file = Packages.node(packaged, version, setup).resolve(program);
    return program.endsWith(".js") ? List.of("node", file + "") : List.of(file + "");
  }

  /**
   * Where it lives and what it is told: nothing of whoever runs the tests, and a proxy that nobody
   * is behind for all but this machine.
   */
  record Settled(Path home, Path work, URI gateway, Map<String, String> environment) {
    void write(String file, String text) throws IOException {
      Path path = home.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    }

    void set(String name, String value) {
      environment.put(name, value);
    }

    static List<String> all(List<String> command, List<String> arguments) {
      List<String> all = new ArrayList<>(command);
      all.addAll(arguments);
      return all;
    }
  }
}
