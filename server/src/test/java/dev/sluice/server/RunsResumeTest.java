package dev.sluice.server;

/** As a run's own events. */
final class RunsResumeTest extends ResumeContract {
  @Override
  String dialect() {
    return "runs";
  }
}
