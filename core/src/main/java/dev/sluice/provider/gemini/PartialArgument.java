package dev.sluice.provider.gemini;

import dev.sluice.json.JsonReader;

/**
 * A piece of a call's arguments.
 *
 * @param path where it belongs, as a JSON path: {@code $.days[0].name}
 * @param value a piece of text, or a JSON value
 * @param isText whether it is a piece of text
 * @param willContinue whether more of the text follows
 */
record PartialArgument(String path, String value, boolean isText, boolean willContinue) {

  static PartialArgument read(JsonReader json) {
    String path = "";
    String value = "null";
    boolean text = false;
    boolean more = false;
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        switch (name) {
          case "jsonPath" -> path = json.text();
          case "stringValue" -> {
            value = json.text();
            text = true;
          }
          case "numberValue", "boolValue", "structValue", "listValue" -> {
            String said = json.textOrJson();
            value = said.isEmpty() ? "null" : said;
          }
          case "willContinue" -> more = json.text().equals("true");
          default -> json.skip(); // A nullValue is what is there already.
        }
      }
    }
    return new PartialArgument(path, value, text, more);
  }
}
