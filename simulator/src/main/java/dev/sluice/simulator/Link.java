package dev.sluice.simulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What a connection reads from and writes to: the socket, or TLS on it. Never blocks. */
interface Link {

  /** Reads what is there; 0 if that is nothing, negative if the client has closed. */
  int read(ByteBuffer into) throws IOException;

  /** Writes what is taken, and what was taken before and is not sent yet; returns how much. */
  int write(ByteBuffer bytes) throws IOException;

  /** Whether something was taken that the socket did not take yet. */
  boolean hasUnsent();

  /** Tells the client that nothing follows. */
  void shutdownOutput() throws IOException;

  /** The socket itself. */
  record Plain(SocketChannel channel) implements Link {
    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      return channel.write(bytes);
    }

    @Override
    public boolean hasUnsent() {
      return false;
    }

    @Override
    public void shutdownOutput() throws IOException {
      channel.shutdownOutput();
    }
  }
}
