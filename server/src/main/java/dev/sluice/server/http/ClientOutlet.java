package dev.sluice.server.http;

import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.run.Home;
import dev.sluice.server.run.Outlet;
import java.util.Map;

/** A client's response as runs write it: the head, and that nothing is touched after its end. */
final class ClientOutlet implements Outlet {
  private final Exchange exchange;
  private final Home home;
  private final boolean tellsPlace;

  /**
   * A client's.
   *
   * @param tellsPlace whether the head says under which address the run is found
   */
  ClientOutlet(Exchange exchange, Home home, boolean tellsPlace) {
    this.exchange = exchange;
    this.home = home;
    this.tellsPlace = tellsPlace;
  }

  @Override
  public Home home() {
    return home;
  }

  @Override
  public void open(String run, String type, Map<String, String> headers) {
    if (!exchange.isOver()) {
      name(run);
      headers.forEach(exchange::put);
      exchange.begin(200, type);
    }
  }

  private void name(String run) {
    exchange.put("sluice-run", run);
    if (tellsPlace) {
      exchange.put("location", "/runs/" + run);
    }
  }

  @Override
  public void write(Bytes bytes) {
    if (!exchange.isOver()) {
      exchange.writer().write(bytes);
    }
  }

  @Override
  public void flush() {
    if (!exchange.isOver()) {
      exchange.writer().flush();
    }
  }

  @Override
  public boolean isFull() {
    return !exchange.isOver() && exchange.writer().isFull();
  }

  @Override
  public void whenWritable(Runnable task) {
    if (!exchange.isOver()) {
      exchange.writer().whenWritable(task);
    }
  }

  @Override
  public void finish() {
    if (!exchange.isOver()) {
      exchange.end();
    }
  }

  @Override
  public void cut() {
    if (!exchange.isOver()) {
      exchange.cut();
    }
  }

  @Override
  public void document(String run, byte[] json) {
    if (!exchange.isOver()) {
      name(run);
      exchange.json(200, json);
    }
  }

  @Override
  public void refuse(Problem problem) {
    if (!exchange.isOver()) {
      exchange.refuse(problem);
    }
  }

  @Override
  public void refuse(String run, Problem problem) {
    if (!exchange.isOver()) {
      name(run);
      exchange.refuse(problem);
    }
  }

  @Override
  public void nothing() {
    if (!exchange.isOver()) {
      exchange.nothing();
    }
  }
}
