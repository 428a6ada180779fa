package dev.sluice.server.http;

import dev.sluice.server.dialect.Bytes;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Sends by Vert.x's response: one write for each flush, over HTTP/1.1 and HTTP/2 alike. */
final class VertxWriter implements ResponseWriter {
  private static final int FIRST = 512;

  /** So much is sent at once, flushed or not: what waits here is not seen by {@link #isFull}. */
  private static final int LARGEST = 32 * 1024;

  /** HTTP/2's word for a server that cannot go on. */
  private static final long INTERNAL_ERROR = 2;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private @Nullable Buffer waiting;
  private boolean isHeadSent;

  VertxWriter(HttpServerRequest request, int waitingBytes) {
    this.request = request;
    this.response = request.response();
    response.setWriteQueueMaxSize(waitingBytes);
  }

  @Override
  public MultiMap headers() {
    return response.headers();
  }

  @Override
  public void begin(int status) {
    response.setStatusCode(status);
    response.setChunked(true);
  }

  @Override
  public void write(Bytes bytes) {
    if (bytes.size() == 0) {
      return;
    }
    Buffer to = waiting;
    if (to == null) {
      to = Buffer.buffer(Math.max(FIRST, bytes.size()));
      waiting = to;
    }
    to.appendBytes(bytes.array(), 0, bytes.size());
    if (to.length() >= LARGEST) {
      flush();
    }
  }

  @Override
  public void flush() {
    Buffer bytes = waiting;
    if (bytes != null) {
      waiting = null;
      isHeadSent = true;
      // What becomes of it is told by the connection's close handler.
      response.write(bytes);
    } else if (!isHeadSent) {
      isHeadSent = true;
      response.writeHead();
    }
  }

  @Override
  public boolean isFull() {
    return response.writeQueueFull();
  }

  @Override
  public void whenWritable(Runnable task) {
    response.drainHandler(
        nothing -> {
          response.drainHandler(null);
          task.run();
        });
    if (!response.writeQueueFull()) {
      response.drainHandler(null);
      task.run();
    }
  }

  @Override
  public void end() {
    Buffer bytes = waiting;
    waiting = null;
    if (bytes == null) {
      response.end();
    } else {
      response.end(bytes);
    }
  }

  @Override
  public void cut() {
    flush();
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset(INTERNAL_ERROR);
    } else {
      request.connection().close();
    }
  }

  @Override
  public void whole(int status, byte[] body) {
    response.setStatusCode(status);
    if (status == 204) {
      response.end();
    } else {
      response.end(Buffer.buffer(body));
    }
  }
}
