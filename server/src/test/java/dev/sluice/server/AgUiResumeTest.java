package dev.sluice.server;

/** As AG-UI's events. */
final class AgUiResumeTest extends ResumeContract {
  @Override
  String dialect() {
    return "ag-ui";
  }
}
