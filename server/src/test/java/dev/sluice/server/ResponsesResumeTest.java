package dev.sluice.server;

/** In OpenAI's responses. */
final class ResponsesResumeTest extends ResumeContract {
  @Override
  String dialect() {
    return "openai.responses";
  }
}
