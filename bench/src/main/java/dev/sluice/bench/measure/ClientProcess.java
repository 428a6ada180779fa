package dev.sluice.bench.measure;

/** A process with one client in it, which does what its {@link Order} says. */
public final class ClientProcess {
  private ClientProcess() {}

  /** Runs it; a failure is told on the standard error, whole and last in one line. */
  public static void main(String[] args) {
    int exit = 0;
    try {
      Order order = Order.of(args);
      order.task().run(order, new Figures(System.out));
    } catch (Exception | LinkageError failed) {
      failed.printStackTrace();
      System.err.println("bench: " + told(failed));
      exit = 1;
    }
    // Whatever the client left running is of no interest.
    Runtime.getRuntime().halt(exit);
  }

  private static String told(Throwable failed) {
    Throwable cause = failed.getCause();
    String reason = cause == null ? "" : ": " + cause;
    return (failed.getMessage() + reason).replaceAll("\\s+", " ");
  }
}
