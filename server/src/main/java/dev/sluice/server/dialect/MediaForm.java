package dev.sluice.server.dialect;

import dev.sluice.chat.Part.Media;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How requests say what media they hold and where others are: base 64, addresses, data addresses
 * and media types. What is wrong with one is a {@link RefusedException}, said of one value of a
 * request. Nothing here fetches anything. Not thread-safe.
 */
public final class MediaForm {
  private static final String DATA = "data:";
  private static final String BASE64 = ";base64";
  private static final Pattern TYPE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");
  private static final int MAX_PARAMETERS = 200;

  /** How each kind of picture begins, in base 64. */
  private static final Map<String, String> BEGINNINGS =
      Map.of(
          "iVBOR", "image/png",
          "/9j/", "image/jpeg",
          "R0lGOD", "image/gif",
          "UklGR", "image/webp",
          "Qk", "image/bmp",
          "SUkq", "image/tiff",
          "TU0A", "image/tiff");

  /** What nearly every other one is. */
  private static final String USUAL_PICTURE = "image/png";

  private final RequestJson json;
  private final String member;

  private MediaForm(RequestJson json, String member) {
    this.json = json;
    this.member = member;
  }

  /** Of the current value. */
  public static MediaForm of(RequestJson json) {
    return new MediaForm(json, "");
  }

  /** Of a member of the current value, or of what has just ended. */
  public static MediaForm member(RequestJson json, String member) {
    return new MediaForm(json, member);
  }

  private RefusedException refused(String code, String message) {
    return member.isEmpty()
        ? json.refused(code, message)
        : json.refusedMember(member, code, message);
  }

  /** Content that an address holds. */
  public record Held(String mediaType, String base64) {
    /** It as media of this kind. */
    public Media as(Media.Kind kind) {
      return new Media(kind, mediaType, new Media.Inline(base64));
    }
  }

  /** Whether it is an address that holds its content. */
  public static boolean isData(String address) {
    return address.regionMatches(true, 0, DATA, 0, DATA.length());
  }

  /**
   * The content of a data address, in base 64 or not; its type is empty if it says none.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc2397">RFC 2397</a>
   */
  public Held data(String address) {
    int comma = address.indexOf(',');
    if (comma < 0) {
      throw refused(
          "invalid_url",
          "a data address has a media type and then its content: data:image/png;base64,…");
    }
    String head = address.substring(DATA.length(), comma).toLowerCase(Locale.ROOT);
    String content = address.substring(comma + 1);
    String type = bare(head);
    return new Held(
        TYPE.matcher(type).matches() ? type : "",
        base64(head.contains(BASE64) ? content : encoded(content)));
  }

  private String encoded(String content) {
    byte[] text = content.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[text.length];
    int size = 0;
    for (int i = 0; i < text.length; i++) {
      int value = text[i];
      if (value == '%') {
        int high = i + 2 < text.length ? Character.digit(text[i + 1], 16) : -1;
        int low = i + 2 < text.length ? Character.digit(text[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw refused("invalid_url", "a % in it is not followed by two hexadecimal digits");
        }
        value = 16 * high + low;
        i += 2;
      }
      bytes[size++] = (byte) value;
    }
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, size));
  }

  /** An address on the web: a provider, or a server beside it, would fetch any other too. */
  public URI address(String text) {
    URI address;
    try {
      address = new URI(text);
    } catch (URISyntaxException wrong) {
      throw refused("invalid_url", "not an address: " + wrong.getReason());
    }
    if (!isOnWeb(address)) {
      throw refused("invalid_url", "an address begins with https:// or http://, or is data:");
    }
    return address;
  }

  /** Whether it is one on the web. */
  public static boolean isOnWeb(URI address) {
    String scheme = String.valueOf(address.getScheme());
    return (scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))
        && address.getHost() != null;
  }

  /**
   * Content in base 64, in its usual alphabet: some clients send the one for addresses, which few
   * providers take.
   */
  public String base64(String text) {
    if (text.isEmpty()) {
      throw refused("invalid_base64", "there is nothing in it");
    }
    int end = text.length();
    while (end > 0 && end > text.length() - 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    boolean isOther = false;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean isUsual =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '+'
              || c == '/';
      if (!isUsual) {
        if (c != '-' && c != '_') {
          throw refused(
              "invalid_base64",
              "character "
                  + (i + 1)
                  + " is not of base 64: here stands the content itself, and no name or address");
        }
        isOther = true;
      }
    }
    return isOther ? text.replace('-', '+').replace('_', '/') : text;
  }

  /** A media type in small letters, its parameters as they came. */
  public String mediaType(String text) {
    String bare = bare(text).toLowerCase(Locale.ROOT);
    int parameters = text.indexOf(';');
    String rest = parameters < 0 ? "" : text.substring(parameters);
    if (!TYPE.matcher(bare).matches()
        || rest.length() > MAX_PARAMETERS
        || rest.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw refused("invalid_value", "a media type is such as image/png or application/pdf");
    }
    return bare + rest;
  }

  /** A media type without parameters. */
  public static String bare(String type) {
    int parameters = type.indexOf(';');
    return parameters < 0 ? type : type.substring(0, parameters).strip();
  }

  /** Of what kind media of a type are. */
  public static Media.Kind kind(String type) {
    return switch (type.substring(0, Math.max(0, type.indexOf('/')))) {
      case "image" -> Media.Kind.IMAGE;
      case "audio" -> Media.Kind.AUDIO;
      case "video" -> Media.Kind.VIDEO;
      default -> Media.Kind.DOCUMENT;
    };
  }

  /** What type a picture has whose type is not told, by how it begins. */
  public static String pictureType(String base64) {
    return BEGINNINGS.entrySet().stream()
        .filter(known -> base64.startsWith(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(USUAL_PICTURE);
  }

  /** The type of media of an answer; if none is told, a usual one of their kind. */
  public static String type(Media media) {
    if (!media.mediaType().isEmpty()) {
      return media.mediaType();
    }
    return switch (media.kind()) {
      case IMAGE -> USUAL_PICTURE;
      case AUDIO -> "audio/wav";
      case VIDEO -> "video/mp4";
      case DOCUMENT -> "application/octet-stream";
    };
  }

  /**
   * Where media of an answer are, which may be here; empty if a client can't get at them.
   *
   * @param grown what deltas have told of them
   */
  public static String address(Media media, String grown) {
    return switch (media.source()) {
      case Media.Url(var url) -> url.toString();
      case Media.Inline(String base64) ->
          DATA + type(media) + BASE64 + "," + (base64.isEmpty() ? grown : base64);
      case Media.File(String provider, String id) -> "";
    };
  }
}
