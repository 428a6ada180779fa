package dev.sluice.server.architecture.broken.dialect.chat;

import dev.sluice.models.Models;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.Executor;

public final class DoesThings {
  private DoesThings() {}

  public static Class<?> models() {
    return Models.class;
  }

  public static Class<?> time() {
    return Clock.class;
  }

  public static Class<?> others() {
    return Executor.class;
  }

  public static Socket connect() throws IOException {
    return new Socket("localhost", 1);
  }

  public static FileChannel open() throws IOException {
    return FileChannel.open(Path.of("x"));
  }
}
