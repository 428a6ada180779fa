package dev.sluice.provider.bedrock;

import dev.sluice.provider.ModelUnavailableException;
import dev.sluice.spi.provider.ProviderContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A profile of the two files that Amazon's tools share, {@code ~/.aws/credentials} and {@code
 * ~/.aws/config}, as far as it stands there: keys and a region. Roles and sign-on, which have their
 * keys from elsewhere, are not followed.
 */
final class Profile {
  private static final List<String> NAMES = List.of("AWS_PROFILE", "AWS_DEFAULT_PROFILE");
  private static final String KEY_ID = "aws_access_key_id";
  private static final String SECRET_KEY = "aws_secret_access_key";
  private static final String TOKEN = "aws_session_token";

  /** What says that the keys are not here. */
  private static final List<String> ELSEWHERE =
      List.of(
          "role_arn",
          "sso_session",
          "sso_start_url",
          "credential_process",
          "web_identity_token_file",
          "credential_source",
          "login_session");

  /** More than anybody's profiles. */
  private static final int MAX_BYTES = 1024 * 1024;

  private final String name;
  private final Map<String, String> settings;

  private Profile(String name, Map<String, String> settings) {
    this.name = name;
    this.settings = settings;
  }

  /** Whether one is named. */
  static boolean isNamed(ProviderContext context) {
    return NAMES.stream().anyMatch(setting -> context.setting(setting).isPresent());
  }

  /**
   * The profile that is named, else {@code default}, which need not be there.
   *
   * @throws ModelUnavailableException if a file cannot be read, or has no profile of the name
   */
  static Profile of(ProviderContext context) {
    Optional<String> named =
        NAMES.stream().map(context::setting).flatMap(Optional::stream).findFirst();
    String name = named.orElse("default");
    Optional<Path> config = file(context, "AWS_CONFIG_FILE", "config");
    Optional<Path> credentials = file(context, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
    Map<String, String> settings = new HashMap<>();
    boolean found = false;
    if (config.isPresent()) {
      found |= name.equals("default") && read(config.get(), name, settings);
      found |= read(config.get(), "profile " + name, settings);
    }
    if (credentials.isPresent()) {
      found |= read(credentials.get(), name, settings);
    }
    if (named.isPresent() && !found) {
      throw new ModelUnavailableException(
          "AWS_PROFILE names the profile '"
              + name
              + "', and neither ~/.aws/credentials nor ~/.aws/config has it");
    }
    return new Profile(name, settings);
  }

  /**
   * Its keys; empty if it has none.
   *
   * @throws ModelUnavailableException if they are elsewhere, or cannot be used
   */
  Optional<Credentials> credentials() {
    String id = settings.getOrDefault(KEY_ID, "");
    String secret = settings.getOrDefault(SECRET_KEY, "");
    Optional<String> elsewhere = ELSEWHERE.stream().filter(settings::containsKey).findFirst();
    boolean isRole = settings.containsKey(ELSEWHERE.getFirst());
    if (elsewhere.isPresent() && (isRole || id.isEmpty())) {
      throw new ModelUnavailableException(
          called()
              + "has its keys by "
              + elsewhere.get()
              + ", which is not followed: the AWS CLI gives them as settings by `aws configure"
              + " export-credentials --profile "
              + name
              + " --format env`");
    }
    if (id.isEmpty() && secret.isEmpty()) {
      return Optional.empty();
    }
    if (id.isEmpty() || secret.isEmpty()) {
      throw new ModelUnavailableException(
          called() + "needs " + KEY_ID + " and " + SECRET_KEY + ", and has only one of them");
    }
    Credentials all = Credentials.of(id, secret, settings.getOrDefault(TOKEN, ""));
    all.fault()
        .ifPresent(
            fault -> {
              throw new ModelUnavailableException("in the profile '" + name + "', " + fault);
            });
    return Optional.of(all);
  }

  /** Its region, if it has one. */
  Optional<String> region() {
    return Optional.ofNullable(settings.get("region")).filter(region -> !region.isEmpty());
  }

  private String called() {
    return "the profile '" + name + "' of AWS ";
  }

  /** Where a file is, if it is there. */
  private static Optional<Path> file(ProviderContext context, String setting, String usual) {
    Optional<String> home = context.setting("HOME").or(() -> context.setting("USERPROFILE"));
    Optional<String> set = context.setting(setting);
    try {
      Optional<Path> path =
          set.map(
                  text ->
                      text.startsWith("~/") && home.isPresent()
                          ? Path.of(home.get(), text.substring(2))
                          : Path.of(text))
              .or(() -> home.map(folder -> Path.of(folder, ".aws", usual)));
      return path.filter(Files::exists);
    } catch (InvalidPathException impossible) {
      throw new ModelUnavailableException(setting + " names no file");
    }
  }

  /** Adds what a section says; whether it is there. */
  private static boolean read(Path file, String section, Map<String, String> settings) {
    String text;
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelUnavailableException(file + " is longer than " + MAX_BYTES + " bytes");
      }
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new ModelUnavailableException(
          file + " cannot be read: " + unreadable.getClass().getSimpleName());
    }
    boolean found = false;
    boolean within = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("[")) {
        String header = line.replaceFirst("\\].*$", "").substring(1).strip();
        within = header.replaceAll("\\s+", " ").equals(section);
        found |= within;
      } else if (within && isSetting(line)) {
        int equals = line.indexOf('=');
        settings.put(
            line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            line.substring(equals + 1).replaceFirst("\\s[#;].*$", "").strip());
      }
    }
    return found;
  }

  /** Not a comment, nor what is said of a service, which is indented. */
  private static boolean isSetting(String line) {
    return line.indexOf('=') > 0 && !line.matches("[\\s#;].*");
  }
}
