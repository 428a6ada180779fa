package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.RequestJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads a file of a message. Not thread-safe. */
final class UiFile {
  private static final String DATA = "data:";
  private static final String BASE64 = ";base64";
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9*][A-Za-z0-9!#$&^_.+-]{0,126}");
  private static final Pattern IN_BASE64 = Pattern.compile("[A-Za-z0-9+/_-]++={0,2}");

  private String mediaType = "";
  private String filename = "";
  private String url = "";
  private String keeper = "";
  private String id = "";

  /** Takes the current value. */
  void member(String name, RequestJson json) {
    switch (name) {
      case "mediaType" -> mediaType = mediaType(json);
      case "filename" -> filename = json.text();
      case "url" -> url = json.text();
      default -> reference(json);
    }
  }

  private static String mediaType(RequestJson json) {
    String type = json.text().toLowerCase(Locale.ROOT);
    int parameters = type.indexOf(';');
    String bare = parameters < 0 ? type : type.substring(0, parameters).strip();
    if (!MEDIA_TYPE.matcher(bare).matches()) {
      throw json.refused("invalid_value", "a media type is such as image/png");
    }
    return bare;
  }

  /** By which id providers keep it; the first one's counts. */
  private void reference(RequestJson json) {
    json.object();
    for (String name; (name = json.nextName()) != null; ) {
      if (keeper.isEmpty() && json.isText()) {
        keeper = name;
        id = json.text();
      } else {
        json.skip();
      }
    }
  }

  /** The file, all of whose members have been read. */
  Part media(RequestJson json) {
    if (!keeper.isEmpty()) {
      return new Media(kind(mediaType), exact(), new Media.File(keeper, id)).named(filename);
    }
    if (url.isEmpty()) {
      throw json.refusedMember("url", "missing_field", "a file needs its url");
    }
    if (url.regionMatches(true, 0, DATA, 0, DATA.length())) {
      return data(json);
    }
    return new Media(kind(mediaType), exact(), new Media.Url(address(json))).named(filename);
  }

  /** Nobody here fetches it; but a provider would. */
  private URI address(RequestJson json) {
    try {
      URI address = new URI(url);
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && address.getHost() != null) {
        return address;
      }
    } catch (URISyntaxException wrong) {
      throw json.refusedMember("url", "invalid_url", "not an address: " + wrong.getReason());
    }
    throw json.refusedMember(
        "url", "invalid_url", "an address begins with https:// or http://, or is data:");
  }

  private Part data(RequestJson json) {
    int comma = url.indexOf(',');
    String head = comma < 0 ? "" : url.substring(DATA.length(), comma).toLowerCase(Locale.ROOT);
    String held = comma < 0 ? "" : url.substring(comma + 1);
    int parameters = head.indexOf(';');
    String named = parameters < 0 ? head : head.substring(0, parameters);
    String type = MEDIA_TYPE.matcher(named).matches() ? named : exact();
    if (type.isEmpty() || held.isEmpty()) {
      throw json.refusedMember(
          "url", "invalid_url", "a data address has a media type and content: data:image/png;…");
    }
    String base64 = head.endsWith(BASE64) ? held : encoded(json, held);
    if (!IN_BASE64.matcher(base64).matches()) {
      throw json.refusedMember("url", "invalid_base64", "what stands there is not base 64");
    }
    return new Media(kind(type), type, new Media.Inline(base64)).named(filename);
  }

  /** Bytes in base 64 that a tool gave back. */
  static Media inline(String mediaType, String base64, RequestJson json) {
    String type = mediaType.toLowerCase(Locale.ROOT);
    if (!MEDIA_TYPE.matcher(type).matches() || !IN_BASE64.matcher(base64).matches()) {
      throw json.refused("invalid_base64", "a media type, and content in base 64, belong to it");
    }
    return new Media(kind(type), type, new Media.Inline(base64));
  }

  private static String encoded(RequestJson json, String held) {
    byte[] text = held.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[text.length];
    int size = 0;
    for (int i = 0; i < text.length; i++) {
      int value = text[i];
      if (value == '%') {
        int high = i + 2 < text.length ? Character.digit(text[i + 1], 16) : -1;
        int low = i + 2 < text.length ? Character.digit(text[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw json.refusedMember(
              "url", "invalid_url", "a % in it is not followed by two hexadecimal digits");
        }
        value = 16 * high + low;
        i += 2;
      }
      bytes[size++] = (byte) value;
    }
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, size));
  }

  /** A type such as {@code image/*} says the kind alone. */
  private String exact() {
    return mediaType.endsWith("*") ? "" : mediaType;
  }

  private static Media.Kind kind(String type) {
    return switch (type.substring(0, Math.max(0, type.indexOf('/')))) {
      case "image" -> Media.Kind.IMAGE;
      case "audio" -> Media.Kind.AUDIO;
      case "video" -> Media.Kind.VIDEO;
      default -> Media.Kind.DOCUMENT;
    };
  }

  /** The current value, a part of a provider's own as it was told; else an empty text. */
  static Part own(RequestJson json) {
    if (!json.isObject()) {
      json.skip();
      return Part.text("");
    }
    String provider = "";
    String type = "";
    String held = "";
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "provider" -> provider = json.isText() ? json.text() : skipped(json);
        case "type" -> type = json.isText() ? json.text() : skipped(json);
        case "part" -> held = json.json();
        default -> json.skip();
      }
    }
    return provider.isEmpty() || type.isEmpty() || held.isEmpty()
        ? Part.text("")
        : new Part.Native(provider, type, held);
  }

  private static String skipped(RequestJson json) {
    json.skip();
    return "";
  }
}
