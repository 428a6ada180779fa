package dev.sluice.server;

/** In Anthropic's messages. */
final class MessagesResumeTest extends ResumeContract {
  @Override
  String dialect() {
    return "anthropic.messages";
  }
}
