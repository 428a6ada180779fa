package dev.sluice.spi.transport;

import java.util.function.Consumer;

/** A listener that does something the first time that it is called there. */
final class Doing extends Hearing {
  private final Where where;
  private final Consumer<Hearing> what;
  private boolean done;

  /** Where it does what the test wants. */
  enum Where {
    HEAD,
    BYTES,
    READY,
    END
  }

  Doing(Where where, Consumer<Hearing> what) {
    this.where = where;
    this.what = what;
  }

  private void called(Where here) {
    if (here == where && !done) {
      done = true;
      what.accept(this);
    }
  }

  @Override
  protected void headHeard(ResponseHead said) {
    called(Where.HEAD);
  }

  @Override
  protected void bytesHeard() {
    called(Where.BYTES);
  }

  @Override
  protected void endHeard() {
    called(Where.END);
  }

  @Override
  protected boolean readyAsked() {
    called(Where.READY);
    return super.readyAsked();
  }
}
