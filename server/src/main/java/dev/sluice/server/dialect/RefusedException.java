package dev.sluice.server.dialect;

/** A request that is not carried out, and why. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  /** Refused for this. */
  public RefusedException(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  /** Why. */
  public Problem problem() {
    return problem;
  }
}
