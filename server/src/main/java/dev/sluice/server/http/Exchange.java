package dev.sluice.server.http;

import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.openai.OpenAiError;
import dev.sluice.server.run.Follower;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. It knows whether the response may still be written: the client may
 * leave at any time, and after the end nothing of it may be touched. Belongs to its event loop.
 */
final class Exchange {
  private static final String JSON = "application/json";
  private static final int CONFLICT_OR_LATER = 408;

  private final HttpServerRequest request;
  private final ResponseWriter writer;
  private final Visits.Visit visit;
  private final Telemetry telemetry;
  private final HttpLimits limits;
  private final String id;
  private String label = "other";
  private @Nullable Dialect dialect;
  private @Nullable Follower follower;
  private boolean hasBegun;
  private boolean isOver;
  private boolean isGone;
  private boolean isBodyRead;

  Exchange(
      HttpServerRequest request,
      ResponseWriter writer,
      Visits.Visit visit,
      Telemetry telemetry,
      HttpLimits limits,
      String id) {
    this.request = request;
    this.writer = writer;
    this.visit = visit;
    this.telemetry = telemetry;
    this.limits = limits;
    this.id = id;
    visit.begins(this);
    // HTTP/2 closes streams, and not connections.
    request.response().closeHandler(_ -> gone());
    request.response().exceptionHandler(_ -> gone());
    request.exceptionHandler(_ -> gone());
    writer.headers().set("x-request-id", id);
  }

  HttpServerRequest request() {
    return request;
  }

  MultiMap headers() {
    return request.headers();
  }

  String method() {
    return request.method().name();
  }

  /** A header's value; empty if there is none. */
  String header(String name) {
    String value = headers().get(name);
    return value == null ? "" : value;
  }

  ResponseWriter writer() {
    return writer;
  }

  /** Adds a header to the response. */
  void put(String name, String value) {
    writer.headers().set(name, value);
  }

  /** What is asked, in metrics. */
  void label(String other) {
    this.label = other;
  }

  String label() {
    return label;
  }

  /** Has problems written so from now on. */
  void problems(Dialect form) {
    this.dialect = form;
  }

  /**
   * Carries out what belongs to this exchange: what it throws is the answer.
   *
   * @param complaints told of a defect of ours
   */
  void guarded(Consumer<String> complaints, Runnable task) {
    try {
      task.run();
    } catch (RefusedException refused) {
      refuse(refused.problem());
    } catch (RuntimeException | Error defect) {
      complaints.accept("request " + id + " failed: " + defect);
      refuse(
          Problem.of(
              500,
              "server_error",
              "internal_error",
              "the gateway failed at this request; whoever runs it finds it by its id " + id));
    }
  }

  /** Whether nothing may be written any more. */
  boolean isOver() {
    return isOver;
  }

  /** Whether the client has left before its response was whole. */
  boolean isGone() {
    return isGone;
  }

  /** The body has been taken, or there is none. */
  void bodyRead() {
    isBodyRead = true;
  }

  /** This response is written by whoever follows a run for the client. */
  void followedBy(Follower one) {
    this.follower = one;
    if (isGone) {
      one.left();
    }
  }

  /** The client has left. */
  void gone() {
    if (!isOver) {
      isOver = true;
      isGone = true;
      telemetry.answered(label, "gone");
      visit.ends(this);
      if (follower != null) {
        follower.left();
      }
    }
  }

  /** Begins a body that grows. */
  void begin(int status, String type) {
    put("content-type", type);
    put("cache-control", "no-cache");
    put("x-accel-buffering", "no");
    telemetry.answered(label, Integer.toString(status));
    hasBegun = true;
    writer.begin(status);
  }

  /** The body that grew is whole. */
  void end() {
    isOver = true;
    writer.end();
    visit.ends(this);
  }

  /** It breaks off. */
  void cut() {
    isOver = true;
    writer.cut();
    visit.ends(this);
  }

  /** Answers with a document. */
  void json(int status, byte[] body) {
    whole(status, JSON, body);
  }

  /** Answers with nothing. */
  void nothing() {
    whole(204, "", new byte[0]);
  }

  /** Answers that there is no answer. */
  void refuse(Problem problem) {
    problem
        .retryAfter()
        .ifPresent(wait -> put("retry-after", Long.toString(Math.max(1, seconds(wait)))));
    if (!problem.retriable() && problem.status() >= CONFLICT_OR_LATER) {
      put("x-should-retry", "false");
    }
    if (dialect == null) {
      json(problem.status(), OpenAiError.of(problem));
    } else {
      json(dialect.status(problem), dialect.problem(problem));
    }
  }

  private static long seconds(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }

  /** Answers with a text. */
  void whole(int status, String type, byte[] body) {
    if (isOver) {
      return;
    }
    if (hasBegun) {
      cut(); // Its status has been told.
      return;
    }
    isOver = true;
    if (!type.isEmpty()) {
      put("content-type", type);
      put("cache-control", "no-store");
    }
    if (status != 204) {
      put("content-length", Integer.toString(body.length));
    }
    telemetry.answered(label, Integer.toString(status));
    boolean isLeft = !isBodyRead && !request.isEnded();
    boolean expects = headers().contains("expect");
    if (isLeft && expects && !isHttp2()) {
      // Nobody knows whether the body comes after all: what follows would be read as a request.
      put("connection", "close");
      writer.whole(status, body);
      request.connection().close();
      visit.ends(this);
      return;
    }
    writer.whole(status, body);
    if (isLeft) {
      passOver();
    } else {
      visit.ends(this);
    }
  }

  /**
   * Reads what is left of the body, so that the client hears the answer instead of a connection
   * that is reset while it writes; but only so much, and so long.
   */
  private void passOver() {
    long[] left = {limits.bodyBytes()};
    Runnable timer = after(limits.headersWithin(), this::hangUp);
    request.handler(
        (Buffer bytes) -> {
          left[0] -= bytes.length();
          if (left[0] < 0) {
            hangUp();
          }
        });
    Runnable done =
        () -> {
          timer.run();
          visit.ends(this);
        };
    request.endHandler(_ -> done.run());
    request.exceptionHandler(_ -> done.run());
    request.resume();
  }

  /** Has something done after a while; what is given back takes it back. */
  Runnable after(Duration time, Runnable task) {
    return visit.after(time, task);
  }

  /** Takes no more of the request, whatever is left of it. */
  void hangUp() {
    request.handler(null);
    if (isHttp2()) {
      request.response().reset(0);
    } else {
      request.connection().close();
    }
  }

  boolean isHttp2() {
    return request.version() == HttpVersion.HTTP_2;
  }

  /** A header's value in lower case, up to its parameters. */
  String token(String name) {
    String value = header(name);
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }
}
