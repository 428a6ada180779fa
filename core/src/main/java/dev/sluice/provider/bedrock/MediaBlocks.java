package dev.sluice.provider.bedrock;

import dev.sluice.chat.Part;
import dev.sluice.json.JsonWriter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes images, documents, video and sound as blocks. Not thread-safe. */
final class MediaBlocks {
  private static final int MAX_NAME = 200;

  private static final Map<String, String> DOCUMENTS =
      Map.ofEntries(
          Map.entry("application/pdf", "pdf"),
          Map.entry("text/csv", "csv"),
          Map.entry("application/csv", "csv"),
          Map.entry("application/msword", "doc"),
          Map.entry(
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
          Map.entry("application/vnd.ms-excel", "xls"),
          Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
          Map.entry("text/html", "html"),
          Map.entry("text/plain", "txt"),
          Map.entry("text/markdown", "md"));

  private static final Map<String, String> VIDEOS =
      Map.of(
          "video/x-matroska", "mkv",
          "video/matroska", "mkv",
          "video/quicktime", "mov",
          "video/mp4", "mp4",
          "video/webm", "webm",
          "video/x-flv", "flv",
          "video/mpeg", "mpeg",
          "video/x-ms-wmv", "wmv",
          "video/3gpp", "three_gp");

  private static final Map<String, String> SOUNDS =
      Map.of(
          "audio/mpeg", "mp3",
          "audio/vnd.wave", "wav",
          "audio/wave", "wav",
          "audio/x-wav", "wav",
          "audio/x-m4a", "m4a",
          "audio/x-matroska", "mka",
          "audio/l16", "pcm",
          "audio/x-aac", "aac");

  private final JsonWriter json;
  private final String provider;

  /** Two documents of one request must not have one name. */
  private final Set<String> names = new HashSet<>();

  /**
   * Writes there.
   *
   * @param provider whose data goes along
   */
  MediaBlocks(JsonWriter json, String provider) {
    this.json = json;
    this.provider = provider;
  }

  /** The member of the block that is begun. */
  void write(Part.Media media) {
    switch (media.kind()) {
      case IMAGE -> json.object("image").put("format", image(media));
      case DOCUMENT -> {
        json.object("document").put("format", document(media)).put("name", name(media));
        media.data(provider).ifPresent(data -> data.fields().forEach(this::option));
      }
      case VIDEO -> json.object("video").put("format", video(media));
      case AUDIO -> json.object("audio").put("format", sound(media));
    }
    source(media);
    json.end();
  }

  /** How a document is cited, and what it is about. */
  private void option(String name, String value) {
    if (!name.equals(RequestBody.CACHE_POINT)) {
      json.putJson(name, value);
    }
  }

  private void source(Part.Media media) {
    json.object("source");
    switch (media.source()) {
      case Part.Media.Inline(String base64) -> json.put("bytes", base64);
      case Part.Media.Url url when "s3".equalsIgnoreCase(url.url().getScheme()) ->
          json.object("s3Location").put("uri", url.url().toString()).end();
      case Part.Media.Url url ->
          throw new IllegalArgumentException(
              "Bedrock fetches nothing but s3:// addresses, and this one is "
                  + url.url().getScheme()
                  + "://…: send the bytes");
      case Part.Media.File file ->
          throw new IllegalArgumentException(
              "the file " + file.id() + " is kept by " + file.provider() + ": send its bytes");
    }
    json.end();
  }

  private static String image(Part.Media media) {
    String format = format(media, Map.of("image/jpg", "jpeg"), "image/");
    return format.equals("jpg") ? "jpeg" : format;
  }

  private static String document(Part.Media media) {
    return format(media, DOCUMENTS, "");
  }

  private static String video(Part.Media media) {
    String format = format(media, VIDEOS, "video/");
    return format.equals("3gp") ? "three_gp" : format;
  }

  private static String sound(Part.Media media) {
    return format(media, SOUNDS, "audio/");
  }

  /**
   * Bedrock's word for a type.
   *
   * @param usual what the words of other types begin with; empty if there is no rule
   */
  private static String format(Part.Media media, Map<String, String> known, String usual) {
    String type = media.mediaType().toLowerCase(Locale.ROOT).replaceAll(";.*", "").strip();
    String format = known.get(type);
    if (format != null) {
      return format;
    }
    if (!usual.isEmpty() && type.startsWith(usual)) {
      return type.substring(usual.length());
    }
    // The name, or the address, may say what the type does not.
    String named =
        media.source() instanceof Part.Media.Url url ? url.url().getPath() : media.name();
    String ending = named == null ? "" : named.replaceAll("^.*\\.(?=\\w{1,5}$)", "");
    if (ending.isEmpty() || ending.equals(named)) {
      throw new IllegalArgumentException(
          type.isEmpty()
              ? "what is sent with the request needs its media type, such as image/png"
              : "Bedrock knows no " + kind(media) + " of the type " + type);
    }
    return ending.toLowerCase(Locale.ROOT);
  }

  private static String kind(Part.Media media) {
    return media.kind().name().toLowerCase(Locale.ROOT);
  }

  /** Of letters, digits, single spaces, hyphens and brackets; the ending is the format. */
  private String name(Part.Media media) {
    String clean =
        media
            .name()
            .replaceAll("\\.\\w{1,5}$", "")
            .replaceAll("[^a-zA-Z0-9\\s()\\[\\]-]", "-")
            .replaceAll("\\s+", " ")
            .strip();
    String usable = clean.isEmpty() ? "document" : shortened(clean, MAX_NAME - 10);
    String unique = usable;
    for (int i = 2; !names.add(unique); i++) {
      unique = usable + " (" + i + ")";
    }
    return unique;
  }

  private static String shortened(String text, int max) {
    return text.length() <= max ? text : text.substring(0, max).strip();
  }
}
