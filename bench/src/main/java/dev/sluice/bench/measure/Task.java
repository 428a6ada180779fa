package dev.sluice.bench.measure;

/** What can be measured inside a client's process. */
public enum Task {
  /** CPU of chunks that come at a rate. */
  PACED,
  /** As {@link #PACED}, and in a window of its own how late each chunk is. */
  PACED_AND_LATE,
  /** CPU and throughput of chunks that come as fast as they are taken. */
  BACK_TO_BACK,
  /** Memory of streams that are open and silent. */
  IDLE,
  /** Memory of a stream whose reader has stopped. */
  STALLED_READER,
  /** The first chunk of a process. */
  COLD,
  /** From a cancel to the socket's end. */
  CANCEL,
  /** What a chunk of text allocates on its way from the bytes of a read to the listener. */
  ALLOCATION;

  void run(Order order, Figures figures) throws Exception {
    switch (this) {
      case PACED, PACED_AND_LATE -> PacedRun.measure(order, figures);
      case BACK_TO_BACK -> BackToBackRun.measure(order, figures);
      case IDLE -> MemoryRun.idle(order, figures);
      case STALLED_READER -> MemoryRun.stalledReader(order, figures);
      case COLD -> ColdRun.measure(order, figures);
      case CANCEL -> CancelRun.measure(order, figures);
      case ALLOCATION -> AllocationRun.measure(figures);
    }
  }
}
