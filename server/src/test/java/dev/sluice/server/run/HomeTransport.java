package dev.sluice.server.run;

import dev.sluice.spi.transport.Connected;
import dev.sluice.spi.transport.Exchange;
import dev.sluice.spi.transport.ExchangeListener;
import dev.sluice.spi.transport.HttpCall;
import dev.sluice.spi.transport.ResponseHead;
import dev.sluice.spi.transport.Transport;
import dev.sluice.spi.transport.TransportFailure;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A transport that reads where its listener wishes, as one on the server's event loops does. */
record HomeTransport(Transport inner) implements Transport {

  @Override
  public void open(HttpCall call, ExchangeListener listener) {
    Executor home = listener.home();
    inner.open(call, home == null ? listener : new Moved(home, listener));
  }

  @Override
  public void close() {
    inner.close();
  }

  private record Moved(@Nullable Executor home, ExchangeListener to) implements ExchangeListener {
    private void there(Runnable task) {
      if (home != null) {
        home.execute(task);
      }
    }

    @Override
    public void onOpen(Exchange exchange) {
      to.onOpen(exchange);
    }

    @Override
    public boolean wantsTimes() {
      return to.wantsTimes();
    }

    @Override
    public void onConnected(Connected how) {
      there(() -> to.onConnected(how));
    }

    @Override
    public void onRequestSent() {
      there(to::onRequestSent);
    }

    @Override
    public void onSentAgain(TransportFailure why) {
      there(() -> to.onSentAgain(why));
    }

    @Override
    public void onHead(ResponseHead head) {
      there(() -> to.onHead(head));
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      there(() -> to.onBytes(ByteBuffer.wrap(copy)));
    }

    @Override
    public void onEnd() {
      there(to::onEnd);
    }

    @Override
    public void onFailure(TransportFailure failure) {
      there(() -> to.onFailure(failure));
    }

    @Override
    public boolean isReady() {
      return true;
    }
  }
}
