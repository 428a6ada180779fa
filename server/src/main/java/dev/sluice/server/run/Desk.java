package dev.sluice.server.run;

import dev.sluice.server.dialect.Bytes;
import dev.sluice.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the clients of one home share: the bytes that are written next, one flush for all that came
 * with one read, and one look now and then at who was silent or took nothing for long, so that no
 * event sets an alarm. Used at home alone.
 */
final class Desk {
  /** How exactly times are kept: a look is taken so many times in the shortest of them. */
  static final int LOOKS = 4;

  private final Home home;
  private final Clock clock;
  private final Duration period;
  private final Bytes scratch = new Bytes();
  private final Set<StreamClient> clients = new LinkedHashSet<>();
  private List<Response> written = new ArrayList<>();
  private List<Response> flushed = new ArrayList<>();
  private final Runnable flush = this::flush;
  private boolean looks;

  Desk(Home home, Clock clock, Duration period) {
    this.home = home;
    this.clock = clock;
    this.period = period;
  }

  Home home() {
    return home;
  }

  /** Nothing yet, to be written and done with before this is asked for again. */
  Bytes scratch() {
    scratch.clear();
    return scratch;
  }

  /** How many looks there are in this time. */
  int looksIn(Duration time) {
    return (int) Math.min(Integer.MAX_VALUE - 1, Math.max(1, time.dividedBy(period)));
  }

  void add(StreamClient client) {
    clients.add(client);
    if (!looks) {
      looks = true;
      lookLater();
    }
  }

  void remove(StreamClient client) {
    clients.remove(client);
  }

  /** Has a response flushed behind what this thread is telling: once for all of it. */
  void flushSoon(Response response) {
    written.add(response);
    if (written.size() == 1) {
      Threads.behind(home, flush);
    }
  }

  private void flush() {
    List<Response> now = written;
    written = flushed;
    flushed = now;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).flush();
    }
    now.clear();
  }

  private void lookLater() {
    clock.alarm(period, () -> Threads.at(home, this::look), Threads::report);
  }

  private void look() {
    if (clients.isEmpty()) {
      looks = false;
      return;
    }
    List.copyOf(clients).forEach(StreamClient::look);
    lookLater();
  }
}
