package dev.sluice.server;

/** As the stream of a UI message. */
final class UiResumeTest extends ResumeContract {
  @Override
  String dialect() {
    return "ai-sdk.ui-messages";
  }
}
