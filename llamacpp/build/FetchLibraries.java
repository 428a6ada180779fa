import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Puts the prebuilt llama.cpp libraries among the module's resources: {@code FetchLibraries.java
 * MODULE_DIR CLASSES_DIR [PLATFORM,...]}.
 *
 * <p>Takes the pinned npm package of each platform (the build's own if none is named) with {@code
 * npm pack}, checks it against the integrity in {@code platforms.txt}, and keeps the checked
 * archive in the cache folder, so that a later build, even after {@code mvn clean} or offline, does
 * not fetch it again. Where that fails the build goes on: the program then says at run time what is
 * missing.
 *
 * <p>Some of it stands in {@code FetchJava21} of {@code core} too: both are single files that Java
 * runs as they are, before anything is compiled that they could share.
 */
final class FetchLibraries {
  private static final String RESOURCES = "dev/sluice/llamacpp/";
  private static final int BLOCK = 512;

  /** What belongs to Node or to llama.cpp's own tools; nothing that we load needs it. */
  private static final Pattern DROPPED =
      Pattern.compile(".*\\.node|.*\\.lib|(lib)?llama-common\\..*|.*\\.json");

  private record Pin(String platform, String npm, String version, String release, String sha512) {}

  public static void main(String[] args) throws Exception {
    Path module = Path.of(args[0]);
    Path classes = Path.of(args[1]);
    String wanted = args.length > 2 && !args[2].isBlank() ? args[2] : thisPlatform();
    Map<String, Pin> pins = pins(module);
    for (String platform : wanted.split(",", -1)) {
      Pin pin = pins.get(platform.strip());
      if (pin == null) {
        warn("there is no prebuilt llama.cpp for " + platform + "; known: " + pins.keySet());
        continue;
      }
      try {
        pack(module, classes, pin);
      } catch (IOException e) {
        warn("llama.cpp for " + platform + " cannot be fetched and packed: " + e.getMessage());
        warn("building without the embedded model; other providers are not affected");
      }
    }
  }

  private static void pack(Path module, Path classes, Pin pin) throws Exception {
    Path target = classes.resolve(RESOURCES + "native/" + pin.platform());
    Path manifest = target.resolve("manifest");
    String heading = "%s %s %s".formatted(pin.version(), pin.release(), pin.sha512());
    if (Files.exists(manifest) && Files.readAllLines(manifest).getFirst().equals(heading)) {
      return;
    }
    Map<String, byte[]> files = libraries(archive(module, pin));
    files.put("LICENSE-llama.cpp", Files.readAllBytes(module.resolve("build/llama.cpp.LICENSE")));
    Files.createDirectories(target);
    List<String> lines = new ArrayList<>(List.of(heading));
    for (var file : files.entrySet()) {
      Files.write(target.resolve(file.getKey()), file.getValue());
      lines.add(
          "%s %d %s".formatted(file.getKey(), file.getValue().length, sha256(file.getValue())));
    }
    // Written last: an interrupted build leaves no manifest, and the next one starts over.
    Files.write(manifest, lines);
    say("packed llama.cpp " + pin.release() + " for " + pin.platform());
  }

  private static byte[] archive(Path module, Pin pin) throws Exception {
    String name =
        pin.npm().substring(1).replace('/', '-') + "-" + pin.version() + ".tgz"; // npm's own name
    Path cached = cacheFolder().resolve("npm").resolve(name);
    if (Files.isReadable(cached)) {
      byte[] bytes = Files.readAllBytes(cached);
      if (matches(bytes, pin)) {
        return bytes;
      }
      warn(cached + " is damaged; fetching it again");
    }
    Path folder = Files.createDirectories(module.resolve("target/npm"));
    String spec = pin.npm() + "@" + pin.version();
    say("fetching " + spec + " with npm (once; about 10 MB)");
    npmPack(spec, folder);
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    if (!matches(bytes, pin)) {
      throw new IOException(spec + " does not match its pinned SHA-512; it is not used");
    }
    try {
      keep(bytes, cached);
    } catch (IOException e) {
      warn(cached + " cannot be written (" + e + "), so the next build fetches it again");
    }
    Files.delete(folder.resolve(name));
    return bytes;
  }

  /** With the permissions that the umask gives, for a cache may be shared. */
  private static void keep(byte[] bytes, Path cached) throws IOException {
    Files.createDirectories(cached.getParent());
    Path part = cached.resolveSibling(cached.getFileName() + "." + UUID.randomUUID() + ".part");
    Files.write(part, bytes, StandardOpenOption.CREATE_NEW);
    try {
      Files.move(part, cached, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, cached, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void npmPack(String spec, Path folder) throws Exception {
    String npm = System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";
    var command = List.of(npm, "pack", spec, "--silent", "--pack-destination", folder.toString());
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(
          "npm was not found, so llama.cpp was not fetched: install Node.js and build again", e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("`" + String.join(" ", command) + "` failed: " + output.strip());
    }
  }

  private static Map<String, byte[]> libraries(byte[] archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream tar = new GZIPInputStream(new ByteArrayInputStream(archive))) {
      while (true) {
        byte[] header = tar.readNBytes(BLOCK);
        if (header.length < BLOCK || header[0] == 0) {
          return files;
        }
        int size = Integer.parseInt(text(header, 124, 12), 8);
        byte[] content = tar.readNBytes(size);
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        // ustar splits a long path in two fields; only the last part matters here.
        String path = text(header, 0, 100);
        String file = path.substring(path.lastIndexOf('/') + 1);
        boolean regular = header[156] == '0' || header[156] == 0;
        if (regular && path.contains("/bins/") && !DROPPED.matcher(file).matches()) {
          files.put(file, content);
        } else if (regular && file.equals("LICENSE")) {
          files.put("LICENSE-node-llama-cpp", content);
        }
      }
    }
  }

  private static String text(byte[] header, int from, int length) {
    String field = new String(header, from, length, StandardCharsets.US_ASCII);
    int end = field.indexOf('\0');
    return (end < 0 ? field : field.substring(0, end)).strip();
  }

  private static Map<String, Pin> pins(Path module) throws IOException {
    Map<String, Pin> pins = new TreeMap<>();
    Path table = module.resolve("src/main/resources/" + RESOURCES + "binding/platforms.txt");
    for (String line : Files.readAllLines(table)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] cells = line.split("\\s+");
        pins.put(cells[0], new Pin(cells[0], cells[1], cells[2], cells[3], cells[4]));
      }
    }
    return pins;
  }

  private static boolean matches(byte[] bytes, Pin pin) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
    return pin.sha512().equals("sha512-" + Base64.getEncoder().encodeToString(digest));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
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

  /** The same folder as at run time, where {@code UserFolders} decides. */
  private static Path cacheFolder() {
    Map<String, String> env = new TreeMap<>(System.getenv());
    env.values().removeIf(String::isBlank);
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String known = System.getProperty("user.home");
    Path home = Path.of(os.startsWith("windows") ? known : env.getOrDefault("HOME", known));
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

  private static void say(String message) {
    System.err.println("[llamacpp] " + message);
  }

  private static void warn(String message) {
    System.err.println("[llamacpp] warning: " + message);
  }
}
