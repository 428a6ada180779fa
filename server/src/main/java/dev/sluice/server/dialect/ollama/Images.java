package dev.sluice.server.dialect.ollama;

import dev.sluice.chat.Part;
import dev.sluice.chat.Part.Media;
import dev.sluice.server.dialect.MediaForm;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code images}, a list of texts in base 64. */
final class Images {
  private Images() {}

  /** The current value. */
  static List<Part> read(RequestJson json) {
    json.array();
    List<Part> images = new ArrayList<>();
    while (json.nextElement()) {
      String text = json.text();
      MediaForm form = MediaForm.of(json);
      // Some clients send the address of a browser's.
      String base64 = MediaForm.isData(text) ? form.data(text).base64() : form.base64(text);
      images.add(new MediaForm.Held(MediaForm.pictureType(base64), base64).as(Media.Kind.IMAGE));
    }
    return images;
  }
}
