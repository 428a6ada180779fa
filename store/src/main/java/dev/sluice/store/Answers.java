package dev.sluice.store;

final class Answers implements AtEnding {
  void to(Conversations c) {}

  @Override
  public void run(Session s, long run, dev.sluice.log.RunStore.Batch b) {}
}
