package dev.sluice.stream;

import java.net.URI;
import java.util.Base64;
import java.util.Objects;

/** A piece of a message's content. Immutable. */
public sealed interface Part {

  /** Text, as typed by the user or written by the model. */
  record Text(String text) implements Part {
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /** An image that the provider fetches by itself. */
  record ImageUrl(URI url) implements Part {
    public ImageUrl {
      Objects.requireNonNull(url, "url");
    }
  }

  /**
   * An image sent with the request.
   *
   * @param mediaType such as {@code image/png}
   * @param base64 the image's bytes in base 64 (RFC 4648, section 4)
   */
  record ImageData(String mediaType, String base64) implements Part {
    public ImageData {
      Objects.requireNonNull(mediaType, "mediaType");
      Objects.requireNonNull(base64, "base64");
    }

    /** An image from its bytes. */
    public static ImageData of(String mediaType, byte[] bytes) {
      return new ImageData(mediaType, Base64.getEncoder().encodeToString(bytes));
    }

    /** Names the type and the size alone: a picture in a log helps nobody. */
    @Override
    public String toString() {
      return "ImageData[" + mediaType + ", " + base64.length() + " characters of base 64]";
    }
  }

  /**
   * What a model thought before it answered, kept to be sent back where the provider wants it.
   *
   * @param text the thoughts, possibly empty where the provider encrypts them
   * @param signature the provider's opaque proof or cipher text, empty if there is none
   */
  record Reasoning(String text, String signature) implements Part {
    public Reasoning {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(signature, "signature");
    }
  }

  /**
   * A model's call of a tool.
   *
   * @param id the provider's name for this call, empty if it gives none
   * @param name the tool's name
   * @param arguments JSON text; in the partial reply of an incomplete stream possibly unfinished
   */
  record ToolCall(String id, String name, String arguments) implements Part {
    public ToolCall {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(arguments, "arguments");
    }
  }
}
