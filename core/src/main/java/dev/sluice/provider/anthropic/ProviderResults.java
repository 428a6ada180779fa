package dev.sluice.provider.anthropic;

import dev.sluice.chat.Part;
import dev.sluice.chat.ProviderData;
import dev.sluice.json.JsonReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a tool gave back that the provider ran: a search's pages as documents with address and
 * title, what a program printed and what a tool said as texts, an error as its code. The block's
 * own form, with what is enciphered in it, stays in the part's data and goes back as it came.
 */
final class ProviderResults {
  /** More than any tool gives back. */
  private static final int MAX_PARTS = 1000;

  private final String provider;
  private final List<Part> content = new ArrayList<>();
  private boolean failed;

  private ProviderResults(String provider) {
    this.provider = provider;
  }

  static Part read(String provider, BlockStart start) {
    ProviderResults results = new ProviderResults(provider);
    results.content(start.members().getOrDefault("content", "null"));
    String callId = Json.text(start.members().getOrDefault("tool_use_id", "\"\""));
    Part.ToolResult result =
        new Part.ToolResult(callId, name(start.type()), results.content).runByProvider();
    boolean failed = results.failed || "true".equals(start.members().get("is_error"));
    ProviderData data = start.data(provider, "tool_use_id");
    return (failed ? result.asFailure() : result).withData(data);
  }

  /** {@code web_search} of {@code web_search_tool_result}; an MCP server's tool is not named. */
  private static String name(String type) {
    return type.equals("mcp_tool_result") ? "" : type.replaceFirst("_tool_result$", "");
  }

  private void content(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    try (JsonReader reader = new JsonReader(bytes, 0, bytes.length)) {
      content(reader);
    }
  }

  private void content(JsonReader json) {
    if (json.isText()) {
      add(new Part.Text(json.text()));
    } else if (json.isObject()) {
      one(json);
    } else if (json.enterArray()) {
      while (json.nextElement()) {
        if (json.isObject()) {
          one(json);
        } else {
          json.skip();
        }
      }
    }
  }

  private void one(JsonReader json) {
    String type = "";
    String url = "";
    String title = "";
    List<String> said = new ArrayList<>(2);
    json.enterObject();
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "type" -> type = json.text();
        case "url" -> url = json.text();
        case "title" -> title = json.text();
        case "text", "stdout", "stderr", "error_code", "error_message" -> said.add(json.text());
        case "file_id" -> file(json.text());
        case "content" -> {
          // Of a page it is the page, and of a program's output the files that it has written.
          if (url.isEmpty() && !type.startsWith("web_")) {
            content(json);
          } else {
            title = title.isEmpty() ? title(json) : skipped(json, title);
          }
        }
        default -> json.skip();
      }
    }
    failed |= type.endsWith("_error");
    said.stream().filter(text -> !text.isEmpty()).forEach(text -> add(new Part.Text(text)));
    if (!url.isEmpty()) {
      page(url, title);
    }
  }

  private static String title(JsonReader json) {
    String title = "";
    if (json.enterObject()) {
      for (String name; (name = json.nextName()) != null; ) {
        if (name.equals("title")) {
          title = json.text();
        } else {
          json.skip();
        }
      }
    }
    return title;
  }

  private static String skipped(JsonReader json, String kept) {
    json.skip();
    return kept;
  }

  private void page(String url, String title) {
    try {
      Part.Media.Source there = new Part.Media.Url(new URI(url));
      add(new Part.Media(Part.Media.Kind.DOCUMENT, "", there).named(title));
    } catch (URISyntaxException noAddress) {
      add(new Part.Text(title.isEmpty() ? url : title + ": " + url));
    }
  }

  private void file(String id) {
    if (!id.isEmpty()) {
      Part.Media.Source kept = new Part.Media.File(provider, id);
      add(new Part.Media(Part.Media.Kind.DOCUMENT, "", kept));
    }
  }

  private void add(Part part) {
    if (content.size() < MAX_PARTS) {
      content.add(part);
    }
  }
}
