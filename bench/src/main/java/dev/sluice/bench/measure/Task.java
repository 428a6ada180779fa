package dev.sluice.bench.measure;

/** What can be measured inside a client's process. */
public enum Task {
  /** CPU of chunks that come at a rate. */
  PACED(PacedRun::measure),
  /** As {@link #PACED}, and how late each chunk is. */
  LATENCY(PacedRun::measure),
  /** CPU and throughput of chunks that come as fast as they are taken. */
  BACK_TO_BACK(BackToBackRun::measure),
  /** Memory of streams that are open and silent. */
  IDLE(MemoryRun::idle),
  /** Memory of a stream whose reader has stopped. */
  STALLED_READER(MemoryRun::stalledReader),
  /** The first chunk of a process. */
  COLD(ColdRun::measure),
  /** From a cancel to the socket's end. */
  CANCEL(CancelRun::measure);

  private final Measurement measurement;

  Task(Measurement measurement) {
    this.measurement = measurement;
  }

  void run(Order order, Figures figures) throws Exception {
    measurement.take(order, figures);
  }

  private interface Measurement {
    void take(Order order, Figures figures) throws Exception;
  }
}
