package dev.sluice.transport.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The certificates that are trusted cannot be read, or no TLS can be made of them. */
public final class UntrustedException extends IOException {
  private static final long serialVersionUID = 1;

  UntrustedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
