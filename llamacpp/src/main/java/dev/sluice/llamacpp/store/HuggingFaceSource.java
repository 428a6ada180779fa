package dev.sluice.llamacpp.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches from the Hugging Face Hub, or from the mirror that {@code HF_ENDPOINT} names, and
 * continues where an interrupted attempt stopped.
 *
 * <p>By {@link HttpURLConnection}, which has no threads that would delay the process' exit.
 */
final class HuggingFaceSource implements ModelSource {
  static final String DEFAULT_ENDPOINT = "https://huggingface.co";

  /** Short, since there is a second source and somebody waits. */
  private static final int CONNECT_MILLIS = 4_000;

  private static final int READ_MILLIS = 30_000;
  private static final int MAX_REDIRECTS = 5;
  private static final int BUFFER_BYTES = 1 << 16;

  private final String endpoint;
  private final String path;
  private final long bytes;

  HuggingFaceSource(String endpoint, KnownModel model) {
    KnownModel.HubFile file = model.huggingFace();
    this.endpoint =
        endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    this.path = "/%s/resolve/%s/%s".formatted(file.repository(), file.revision(), file.file());
    this.bytes = model.bytes();
  }

  @Override
  public String name() {
    return endpoint.replaceFirst("^https?://([^/@]*@)?", "");
  }

  @Override
  public long transferBytes() {
    return bytes;
  }

  @Override
  public long diskBytes() {
    return bytes;
  }

  @Override
  public void fetch(Path part, LongConsumer transferred) throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have >= bytes) {
      Files.deleteIfExists(part); // longer than the file, or whole and wrong
      have = 0;
    }
    HttpURLConnection connection = connect(have);
    try {
      int status = connection.getResponseCode();
      boolean continues = have > 0 && status == HttpURLConnection.HTTP_PARTIAL;
      if (continues && !startsAt(connection.getHeaderField("Content-Range"), have)) {
        throw new IOException(name() + " continued the download at another place");
      }
      if (!continues && status != HttpURLConnection.HTTP_OK) {
        throw new IOException(name() + " answered " + status + " for " + path);
      }
      copy(connection, part, continues ? have : 0, transferred);
    } finally {
      connection.disconnect();
    }
  }

  /**
   * Goes where the file is: the Hub and its mirrors keep large ones on other hosts. By ourselves,
   * since {@link HttpURLConnection} never changes from http to https.
   */
  private HttpURLConnection connect(long from) throws IOException {
    URI at = address();
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpURLConnection connection = request(at, from);
      boolean arrived = false;
      try {
        arrived = !Redirect.is(connection.getResponseCode());
        if (arrived) {
          return connection;
        }
        at = Redirect.target(at, connection.getHeaderField("Location"));
      } catch (UnknownHostException e) {
        throw new IOException("the name " + at.getAuthority() + " cannot be resolved", e);
      } finally {
        if (!arrived) {
          connection.disconnect();
        }
      }
    }
    throw new IOException(name() + " redirected more than " + MAX_REDIRECTS + " times");
  }

  /** What is asked for is public: there is no token or cookie that a redirect could carry off. */
  private HttpURLConnection request(URI at, long from) throws IOException {
    if (!(at.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw noAddress(null);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setRequestProperty("User-Agent", "sluice");
    if (from > 0) {
      connection.setRequestProperty("Range", "bytes=" + from + "-");
    }
    return connection;
  }

  private URI address() throws IOException {
    try {
      URI address = new URI(endpoint + path);
      URL _ = address.toURL(); // throws where there is no scheme, or an unknown one
      return address;
    } catch (URISyntaxException | IllegalArgumentException | MalformedURLException e) {
      throw noAddress(e);
    }
  }

  private IOException noAddress(@Nullable Exception cause) {
    return new IOException("HF_ENDPOINT must be an http or https address, not " + endpoint, cause);
  }

  private void copy(HttpURLConnection connection, Path part, long start, LongConsumer transferred)
      throws IOException, InterruptedException {
    long done = start;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = connection.getInputStream();
        OutputStream out = open(part, start > 0)) {
      while (true) {
        int read;
        try {
          read = in.read(buffer);
        } catch (IOException e) {
          throw stopped(done, " (" + e.getMessage() + ")", e);
        }
        if (read < 0) {
          break;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        done += read;
        if (done > bytes) {
          throw new IOException(name() + " sends more than the " + bytes + " bytes of the file");
        }
        out.write(buffer, 0, read);
        transferred.accept(done);
      }
    }
    if (done < bytes) {
      throw stopped(done, "", null);
    }
  }

  private IOException stopped(long done, String why, @Nullable IOException cause) {
    return new IOException(
        "the download from %s stopped after %,d of %,d bytes%s; the next attempt continues it"
            .formatted(name(), done, bytes, why),
        cause);
  }

  private static OutputStream open(Path part, boolean append) throws IOException {
    return Files.newOutputStream(
        part,
        StandardOpenOption.CREATE,
        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /** RFC 9110, section 14.4: {@code bytes FIRST-LAST/LENGTH}. */
  private static boolean startsAt(@Nullable String range, long first) {
    return range != null && range.startsWith("bytes " + first + "-");
  }
}
