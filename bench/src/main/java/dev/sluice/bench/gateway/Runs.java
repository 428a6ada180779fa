package dev.sluice.bench.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run that many follow; where there are no runs, each has a stream of his own. */
final class Runs {
  private static final Pattern LOCATION = Pattern.compile("(?i)\r\nlocation: *(/runs/[^\r]+)\r");

  private static final Pattern OFFSET = Pattern.compile("\"offset\": *\"([0-9.]+)\"");

  private Runs() {}

  /** The request of a client that follows one run, which goes on. */
  static byte[] follow(LoadClient.Arguments arguments) throws IOException {
    if (arguments.key().isEmpty() || arguments.key().equals("none")) {
      return LoadClient.request(arguments, 0);
    }
    String body =
        "{\"model\":\"openai/bench\",\"messages\":[{\"role\":\"user\",\"content\":\"Say it.\"}]}";
    SocketChannel socket =
        SocketChannel.open(
            new InetSocketAddress(arguments.gateway().getHost(), arguments.gateway().getPort()));
    socket.write(ByteBuffer.wrap(LoadClient.request(arguments, "POST", "/runs", body)));
    ByteBuffer input = ByteBuffer.allocate(64 * 1024);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      input.clear();
      if (socket.read(input) < 0) {
        throw new IOException("no run begins: " + head);
      }
      head.append(StandardCharsets.US_ASCII.decode(input.flip()));
    }
    Matcher found = LOCATION.matcher(head);
    if (!found.find()) {
      throw new IOException("no run begins: " + head);
    }
    // Whoever began it reads it too; what it gets is of no interest.
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                ByteBuffer away = ByteBuffer.allocate(64 * 1024);
                while (socket.read(away.clear()) >= 0) {
                  // The run goes on.
                }
              } catch (IOException gone) {
                // As good as its end.
              }
            });
    String run = found.group(1);
    // From where it is by now: what came before would be more for each follower than for the one
    // before it.
    return LoadClient.request(arguments, "GET", run + "/events?after=" + last(arguments, run), "");
  }

  /** Behind the last entry of a run. */
  private static String last(LoadClient.Arguments arguments, String run) throws IOException {
    ByteBuffer input = ByteBuffer.allocate(64 * 1024);
    StringBuilder seen = new StringBuilder();
    try (SocketChannel socket =
        SocketChannel.open(
            new InetSocketAddress(arguments.gateway().getHost(), arguments.gateway().getPort()))) {
      socket.write(ByteBuffer.wrap(LoadClient.request(arguments, "GET", run, "")));
      while (true) {
        Matcher offset = OFFSET.matcher(seen);
        if (offset.find()) {
          return offset.group(1);
        }
        if (socket.read(input.clear()) < 0) {
          throw new IOException("the run does not say where it is: " + seen);
        }
        seen.append(StandardCharsets.US_ASCII.decode(input.flip()));
      }
    }
  }
}
