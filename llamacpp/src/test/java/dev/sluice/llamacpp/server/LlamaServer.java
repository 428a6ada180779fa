package dev.sluice.llamacpp.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.llamacpp.store.KnownModel;
import dev.sluice.llamacpp.store.ModelStore;
import dev.sluice.provider.UserFolders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * llama.cpp's own server with the small model, a real one that speaks three wire formats. It comes
 * as a Python package, pinned by its checksum, and runs where there are a Python and the platform
 * that it was built for; elsewhere the tests that need it are skipped and say so, but with {@code
 * CI=true} they fail.
 */
final class LlamaServer implements AutoCloseable {
  private static final String REQUIREMENT = "xllamacpp==2026.10.11549";
  private static final String WHEEL =
      "xllamacpp-2026.10.11549-cp310-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl";
  private static final String SHA_256 =
      "c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261";

  /** Serves until its standard input ends, so that it never outlives whoever started it. */
  private static final String PROGRAM =
      """
      import sys
      import xllamacpp
      p = xllamacpp.CommonParams()
      p.model.path = sys.argv[1]
      p.port = 0
      p.n_ctx = 4096
      p.n_parallel = 2
      p.cpuparams.n_threads = 2
      server = xllamacpp.Server(p)
      print(server.listening_address, flush=True)
      sys.stdin.read()
      """;

  private final Process process;
  private final URI address;

  private LlamaServer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it; aborts the calling test where that is not possible. */
  static LlamaServer start() throws Exception {
    Path library = library();
    Path log = Files.createTempFile("llama-server", ".log");
    Path model = ModelStore.of(System.getenv()).obtain(KnownModel.SMOLLM2_135M, _ -> {});
    ProcessBuilder builder =
        new ProcessBuilder("python3", "-c", PROGRAM, model.toString()).redirectError(log.toFile());
    builder.environment().put("PYTHONPATH", library.toString());
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String address = out.readLine();
    if (address == null) {
      process.destroyForcibly();
      throw new IOException("llama.cpp's server did not start: " + Files.readString(log));
    }
    Files.delete(log);
    return new LlamaServer(process, URI.create(address));
  }

  /** Where it listens, without a path. */
  URI address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static Path library() throws Exception {
    String machine =
        System.getProperty("os.name").toLowerCase(Locale.ROOT)
            + " "
            + System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    require(machine.equals("linux amd64"), "it was built for linux on x64, not for " + machine);
    require(runs("python3", "-c", "import sys; assert sys.version_info >= (3, 10)"), "no Python");
    Path folder = UserFolders.cache(System.getenv()).resolve("pypi");
    Path unpacked = folder.resolve("xllamacpp-" + SHA_256.substring(0, 12));
    if (!Files.isDirectory(unpacked)) {
      Files.createDirectories(folder);
      Path fresh = Files.createTempDirectory(folder, "xllamacpp-");
      require(fetch(fresh), "pip could not fetch " + REQUIREMENT);
      Path wheel = fresh.resolve(WHEEL);
      if (!checksum(wheel).equals(SHA_256)) {
        throw new IOException(WHEEL + " does not match its pinned SHA-256; it is not used");
      }
      unpack(wheel, fresh);
      Files.delete(wheel);
      moveUnlessThere(fresh, unpacked);
    }
    return unpacked;
  }

  /** Another build may have been quicker. */
  private static void moveUnlessThere(Path fresh, Path unpacked) throws IOException {
    try {
      Files.move(fresh, unpacked, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException there) {
      if (!Files.isDirectory(unpacked)) {
        throw there;
      }
    }
  }

  private static void require(boolean met, String otherwise) {
    String message = "llama.cpp's server cannot run here: " + otherwise;
    if (!met && "true".equalsIgnoreCase(System.getenv("CI"))) {
      throw new AssertionError(message + ", and CI=true asks for it");
    }
    assumeTrue(met, "skipped: " + message);
  }

  private static boolean fetch(Path folder) throws Exception {
    List<List<String>> pips =
        List.of(List.of("pip"), List.of("pip3"), List.of("python3", "-m", "pip"));
    for (List<String> pip : pips) {
      List<String> command =
          Stream.concat(
                  pip.stream(),
                  Stream.of(
                      "download",
                      "--no-deps",
                      "--only-binary=:all:",
                      "--no-cache-dir",
                      "--disable-pip-version-check",
                      "--no-input",
                      "--quiet",
                      "--dest",
                      folder.toString(),
                      REQUIREMENT))
              .toList();
      if (runs(command.toArray(String[]::new)) && Files.exists(folder.resolve(WHEEL))) {
        return true;
      }
    }
    return false;
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      return process.waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  private static String checksum(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }

  private static void unpack(Path wheel, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      for (ZipEntry entry : zip.stream().filter(one -> !one.isDirectory()).toList()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (!file.startsWith(folder)) {
          throw new IOException("the wheel has an entry that leaves its folder: " + entry);
        }
        Files.createDirectories(file.getParent());
        try (InputStream content = zip.getInputStream(entry)) {
          Files.copy(content, file);
        }
      }
    }
  }
}
