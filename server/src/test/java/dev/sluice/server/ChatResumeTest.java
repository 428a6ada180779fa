package dev.sluice.server;

/** In OpenAI's chat completions. */
final class ChatResumeTest extends ResumeContract {
  @Override
  String dialect() {
    return "openai.chat";
  }
}
