package dev.sluice.cli;

import dev.sluice.chat.ModelName;
import dev.sluice.models.Models;
import dev.sluice.provider.ModelListing;
import dev.sluice.provider.UserFolders;
import dev.sluice.spi.provider.BaseUrl;
import dev.sluice.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What providers say that they offer, kept for a day: a file for each of them in the cache folder,
 * whose first line says when and where it was asked, and whose others are models. A cache that
 * cannot be read or written costs the time to ask again, and nothing else. What a server of one's
 * own offers is not kept: it changes with each model that is pulled, and asking costs little.
 */
final class ListedModels {
  private static final Duration KEPT = Duration.ofDays(1);

  /** Of a file that others could write: no provider has so many models. */
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  /** The host in what is said of a provider. */
  private static final Pattern PLACE =
      Pattern.compile("^at ([\\w.-]+|\\[[\\da-fA-F:.]{2,45}\\])(?=[:/,]|$)");

  /** Names that no server of the Internet has (RFC 6762, RFC 8375, and ICANN's for private use). */
  private static final Pattern OWN_NAME =
      Pattern.compile("(?i)[\\w-]+|.+\\.(local|lan|internal|home\\.arpa)");

  private final Path folder;
  private final Clock clock;

  private ListedModels(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  static ListedModels of(Map<String, String> environment, Clock clock) {
    return new ListedModels(UserFolders.cache(environment).resolve("listed"), clock);
  }

  /**
   * What these providers offer, and what cannot be loaded.
   *
   * @param providers those of interest
   * @param anew whether they are asked although it is known
   */
  List<ModelListing> list(Models models, List<String> providers, boolean anew) {
    Map<String, List<ModelListing>> known = new HashMap<>();
    List<ModelListing> strays = new ArrayList<>();
    List<String> all = models.providers();
    for (ModelListing one : models.list()) {
      String provider = ModelName.of(one.name()).provider();
      if (all.contains(provider)) {
        known.computeIfAbsent(provider, name -> new ArrayList<>()).add(one);
      } else {
        strays.add(one); // One that cannot be loaded, and why.
      }
    }
    List<ModelListing> listed = new ArrayList<>(list(models, providers, known, anew));
    listed.addAll(strays);
    return listed;
  }

  private List<ModelListing> list(
      Models models, List<String> providers, Map<String, List<ModelListing>> known, boolean anew) {
    Map<String, List<ModelListing>> all = new HashMap<>();
    List<String> toAsk = new ArrayList<>();
    for (String provider : providers) {
      Optional<List<ModelListing>> kept =
          anew ? Optional.empty() : read(provider, address(known.get(provider)));
      kept.ifPresentOrElse(list -> all.put(provider, list), () -> toAsk.add(provider));
    }
    for (ModelListing one : models.offered(toAsk)) {
      all.computeIfAbsent(ModelName.of(one.name()).provider(), name -> new ArrayList<>())
          .add(inOneLine(one));
    }
    for (String provider : toAsk) {
      all.computeIfAbsent(provider, name -> none(known.getOrDefault(name, List.of())));
      keep(provider, address(known.get(provider)), all.getOrDefault(provider, List.of()));
    }
    List<ModelListing> listed = new ArrayList<>();
    providers.forEach(provider -> listed.addAll(all.getOrDefault(provider, List.of())));
    return listed;
  }

  /** Each is a line of the cache. */
  private static ModelListing inOneLine(ModelListing one) {
    return new ModelListing(
        Visible.inOneLine(one.name()),
        one.usable(),
        Visible.inOneLine(one.state()),
        one.bytesOnDisk());
  }

  /** That there is nothing is no reason not to be mentioned. */
  private static List<ModelListing> none(List<ModelListing> known) {
    return known.stream()
        .map(
            one ->
                new ModelListing(
                    one.name(), false, "has no models " + one.state(), OptionalLong.empty()))
        .toList();
  }

  /** Where a provider is whose models only it knows; empty for what is not kept. */
  private static String address(@Nullable List<ModelListing> known) {
    return known != null
            && known.size() == 1
            && known.getFirst().usable()
            && isPattern(known.getFirst())
            && !isOwn(known.getFirst().state())
        ? known.getFirst().state()
        : "";
  }

  /** Whether it stands for models that are not known: MODEL, or DEPLOYMENT. */
  private static boolean isPattern(ModelListing one) {
    return one.name().matches(".*/[A-Z]+");
  }

  /** Whether this says where a server is that is on this machine, or in a network of one's own. */
  private static boolean isOwn(String state) {
    Matcher place = PLACE.matcher(state);
    if (!place.find()) {
      return false;
    }
    String host = place.group(1);
    try {
      return OWN_NAME.matcher(host).matches() || BaseUrl.isNear(new URI("http://" + host));
    } catch (URISyntaxException noHost) {
      return false;
    }
  }

  private Optional<List<ModelListing>> read(String provider, String address) {
    Path file = folder.resolve(provider + ".txt");
    try {
      if (address.isEmpty() || !Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      List<String> lines = Files.readString(file, StandardCharsets.UTF_8).lines().toList();
      if (lines.size() < 2 || !isFresh(lines.getFirst(), address)) {
        return Optional.empty();
      }
      List<ModelListing> models =
          lines.subList(1, lines.size()).stream().map(ListedModels::listing).toList();
      String before = ModelName.of(provider, "");
      return models.stream().allMatch(one -> one.name().startsWith(before))
          ? Optional.of(models)
          : Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  /** A name, what is on the disk, and what is said of it, with tabs between. */
  private static ModelListing listing(String line) {
    String[] fields = line.split("\t", 3);
    return new ModelListing(
        fields[0],
        true,
        fields[2],
        fields[1].isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(fields[1])));
  }

  private boolean isFresh(String line, String address) {
    int space = line.indexOf(' ');
    Duration age = Duration.between(Instant.parse(line.substring(0, space)), clock.now());
    return !age.isNegative()
        && age.compareTo(KEPT) < 0
        && line.substring(space + 1).equals(address);
  }

  private void keep(String provider, String address, List<ModelListing> listed) {
    boolean whole =
        !listed.isEmpty() && listed.stream().allMatch(one -> one.usable() && !isPattern(one));
    if (address.isEmpty() || !whole) {
      return;
    }
    StringBuilder text = new StringBuilder(clock.now() + " " + address + "\n");
    for (ModelListing one : listed) {
      text.append(one.name()).append('\t');
      one.bytesOnDisk().ifPresent(text::append);
      text.append('\t').append(one.state()).append('\n');
    }
    try {
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, provider, ".part");
      try {
        Files.writeString(fresh, text);
        Files.move(fresh, folder.resolve(provider + ".txt"), StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException | RuntimeException unwritable) {
      // Then they are asked again next time.
    }
  }
}
