package dev.sluice.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where it is measured, and with which versions. */
public final class Machine {
  /** What a process opens besides its streams. */
  private static final int OTHER_FILES = 300;

  private static final List<String> JARS =
      List.of("openai-java-core", "okhttp", "langchain4j-open-ai", "spring-ai-openai", "jmh-core");

  private Machine() {}

  static Map<String, String> about() throws IOException {
    Map<String, String> about = system();
    about.put("flags", "-Xmx2g " + Processes.CLIENT_FLAGS);
    for (String jar : JARS) {
      about.put("version " + jar, version(jar));
    }
    return about;
  }

  /** The machine alone, whatever runs on it. */
  public static Map<String, String> system() throws IOException {
    Map<String, String> about = new LinkedHashMap<>();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    about.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    about.put("cpu", cpu());
    about.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    about.put(
        "memory",
        String.format(Locale.ROOT, "%.0f GiB", system.getTotalMemorySize() / (double) (1 << 30)));
    about.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    about.put(
        "jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    return about;
  }

  private static String cpu() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      for (String line : Files.readAllLines(info)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }

  /** The version in the name of a jar on the class path. */
  public static String version(String jar) {
    Pattern pattern = Pattern.compile("[/\\\\]" + Pattern.quote(jar) + "-(\\d[^/\\\\]*)\\.jar$");
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst()
        .orElse("unknown");
  }

  /** Refuses a scenario that would run into the limit of open files. */
  public static void checkFiles(int streams) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        && unix.getMaxFileDescriptorCount() < streams + OTHER_FILES) {
      throw new IllegalStateException(
          "%d streams need %d open files and this process may have %d: raise `ulimit -n`, or leave the scenario out with --only"
              .formatted(streams, streams + OTHER_FILES, unix.getMaxFileDescriptorCount()));
    }
  }
}
