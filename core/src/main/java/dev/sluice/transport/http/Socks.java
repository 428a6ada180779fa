package dev.sluice.transport.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a SOCKS proxy for a way through: version 5, RFC 1928, with the login of RFC 1929. */
public final class Socks implements Greeting {
  private static final byte VERSION = 5;
  private static final byte LOGIN_VERSION = 1;
  private static final byte NO_LOGIN = 0;
  private static final byte WITH_LOGIN = 2;
  private static final byte CONNECT = 1;
  private static final byte BY_ADDRESS_4 = 1;
  private static final byte BY_NAME = 3;
  private static final byte BY_ADDRESS_6 = 4;
  private static final byte FORBIDDEN = 2;
  private static final String NO_SOCKS =
      "it does not speak SOCKS 5; check the scheme and the port of its URL";
  private static final int MAX_LETTERS = 255;

  private enum Step {
    METHOD,
    LOGIN,
    REPLY,
    DONE
  }

  private final Origin origin;
  private final Optional<InetAddress> target;
  private final Via via;
  private Step step = Step.METHOD;
  private byte[] said = new byte[0];
  private @Nullable ByteBuffer answer;

  public Socks(Origin origin, Optional<InetAddress> target, Via via) {
    this.origin = origin;
    this.target = target;
    this.via = via;
  }

  @Override
  public ByteBuffer hello() {
    return via.login().isPresent()
        ? ByteBuffer.wrap(new byte[] {VERSION, 2, NO_LOGIN, WITH_LOGIN})
        : ByteBuffer.wrap(new byte[] {VERSION, 1, NO_LOGIN});
  }

  @Override
  public @Nullable ByteBuffer answer() {
    ByteBuffer next = answer;
    answer = null;
    return next;
  }

  @Override
  public boolean isDone() {
    return step == Step.DONE;
  }

  /** No reply is longer than 262 bytes, so that what is kept has a bound. */
  @Override
  public int take(byte[] bytes, int from, int to) throws IOException {
    int at = from;
    while (at < to && step != Step.DONE) {
      said = Arrays.copyOf(said, said.length + 1);
      said[said.length - 1] = bytes[at++];
      if (said.length == expected()) {
        onReply(said);
        said = new byte[0];
      }
    }
    return at;
  }

  /** How long the reply is, as far as it has come. */
  private int expected() throws IOException {
    if (step != Step.REPLY) {
      return 2;
    }
    if (said.length < 5) {
      return 5;
    }
    return switch (said[3]) {
      case BY_ADDRESS_4 -> 10;
      case BY_ADDRESS_6 -> 22;
      case BY_NAME -> 7 + Byte.toUnsignedInt(said[4]);
      default -> throw ProxyRefusal.lasting(NO_SOCKS);
    };
  }

  private void onReply(byte[] reply) throws IOException {
    switch (step) {
      case METHOD -> onMethod(reply);
      case LOGIN -> {
        if (reply[1] != 0) {
          throw ProxyRefusal.lasting("it does not accept the name and the password");
        }
        ask();
      }
      case REPLY -> {
        if (reply[0] != VERSION || reply[1] != 0) {
          throw refusal(reply[1]);
        }
        step = Step.DONE;
      }
      case DONE -> throw new IllegalStateException("a reply after the last");
    }
  }

  private void onMethod(byte[] reply) throws IOException {
    if (reply[0] != VERSION) {
      throw ProxyRefusal.lasting(NO_SOCKS);
    }
    Via.Login login = via.login().orElse(null);
    if (reply[1] == NO_LOGIN) {
      ask();
    } else if (reply[1] == WITH_LOGIN && login != null) {
      step = Step.LOGIN;
      byte[] name = letters(login.name());
      byte[] password = letters(login.password());
      answer =
          ByteBuffer.allocate(3 + name.length + password.length)
              .put(LOGIN_VERSION)
              .put((byte) name.length)
              .put(name)
              .put((byte) password.length)
              .put(password)
              .flip();
    } else {
      throw ProxyRefusal.lasting(
          "it wants a login, as in socks5://name:password@host:port, or one of another kind");
    }
  }

  private void ask() throws IOException {
    step = Step.REPLY;

    byte[] address = target.map(InetAddress::getAddress).orElse(null);
    ByteBuffer out = ByteBuffer.allocate(7 + MAX_LETTERS).put(VERSION).put(CONNECT).put((byte) 0);
    if (address == null) {
      byte[] name = letters(origin.host());
      out.put(BY_NAME).put((byte) name.length).put(name);
    } else {
      out.put(address.length == 4 ? BY_ADDRESS_4 : BY_ADDRESS_6).put(address);
    }
    answer = out.putShort((short) origin.port()).flip();
  }

  private static byte[] letters(String text) throws IOException {
    byte[] letters = text.getBytes(StandardCharsets.UTF_8);
    if (letters.length > MAX_LETTERS) {
      throw ProxyRefusal.lasting("a name is too long for SOCKS");
    }
    return letters;
  }

  private static ProxyRefusal refusal(byte code) {
    String said = "it refused the way: " + words(code);
    return code == FORBIDDEN ? ProxyRefusal.lasting(said) : ProxyRefusal.passing(said);
  }

  private static String words(byte code) {
    return switch (code) {
      case FORBIDDEN -> "its rules forbid it";
      case 3 -> "the network cannot be reached";
      case 4 -> "the host cannot be reached";
      case 5 -> "nobody listens there";
      case 6 -> "it took too long";
      default -> "SOCKS error " + code;
    };
  }
}
