package dev.sluice.server.dialect.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import dev.sluice.json.JsonReader;
import dev.sluice.json.JsonWriter;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.RefusedException;
import dev.sluice.server.dialect.RunView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What was asked, as the items of a list. Not thread-safe. */
final class ItemList {
  private static final int USUAL = 20;
  private static final int MAX = 100;

  private record Item(String id, String json) {}

  private final RunView run;
  private final List<Item> items = new ArrayList<>();

  /** Ids of items that came with their own. */
  private final Set<String> owned = new HashSet<>();

  private ItemList(RunView run) {
    this.run = run;
  }

  /** Those that the query asks for, the latest first unless it says otherwise. */
  static String of(RunView run, Head head) {
    ItemList list = new ItemList(run);
    run.request().messages().forEach(list::add);
    if (!head.parameter("order").equals("asc")) {
      Collections.reverse(list.items);
    }
    return list.page(head.parameter("after"), limit(head));
  }

  private static int limit(Head head) {
    String limit = head.parameter("limit");
    try {
      int count = limit.isEmpty() ? USUAL : Integer.parseInt(limit);
      if (count >= 1 && count <= MAX) {
        return count;
      }
    } catch (NumberFormatException noNumber) {
      // As one that is out of its bounds.
    }
    throw new RefusedException(
        Problem.invalid("invalid_value", "limit: must be from 1 to " + MAX, "limit"));
  }

  private String page(String after, int limit) {
    int from = after.isEmpty() ? 0 : behind(after);
    int to = Math.min(items.size(), from + limit);
    List<Item> page = items.subList(from, to);
    JsonWriter json = new JsonWriter().object().put("object", "list").array("data");
    page.forEach(item -> json.valueJson("an item", item.json));
    json.end();
    if (page.isEmpty()) {
      json.putNull("first_id").putNull("last_id");
    } else {
      json.put("first_id", page.getFirst().id).put("last_id", page.getLast().id);
    }
    return json.put("has_more", to < items.size()).end().text();
  }

  private int behind(String id) {
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).id.equals(id)) {
        return i + 1;
      }
    }
    throw new RefusedException(
        Problem.invalid("invalid_value", "after: is the id of an item of this list", "after"));
  }

  private void add(Message message) {
    switch (message) {
      case Message.SystemPrompt system -> said("system", List.of(Part.text(system.text())));
      case Message.User user -> said("user", user.parts());
      case Message.Assistant assistant -> assistant(assistant.parts());
      case Message.ToolResult result -> result(result.result());
    }
  }

  private JsonWriter begin(String type, String prefix) {
    return new JsonWriter().object().put("id", id(prefix)).put("type", type);
  }

  private String id(String prefix) {
    return prefix + run.id() + "_in" + items.size();
  }

  private void end(JsonWriter json, String prefix) {
    items.add(new Item(id(prefix), json.end().text()));
  }

  private void said(String role, List<Part> parts) {
    JsonWriter json = begin("message", "msg_").put("role", role).put("status", "completed");
    contents(json, "content", parts, role.equals("assistant"));
    end(json, "msg_");
  }

  private static void contents(
      JsonWriter json, String member, List<Part> parts, boolean byAssistant) {
    json.array(member);
    for (Part part : parts) {
      json.object();
      switch (part) {
        case Part.Text text when byAssistant ->
            json.put("type", "output_text").put("text", text.text()).array("annotations").end();
        case Part.Text text -> json.put("type", "input_text").put("text", text.text());
        case Part.Refusal refusal -> json.put("type", "refusal").put("refusal", refusal.text());
        case Part.Media media -> media(json, media);
        default -> json.put("type", "input_text").put("text", "");
      }
      json.end();
    }
    json.end();
  }

  private static void media(JsonWriter json, Part.Media media) {
    boolean image = media.kind() == Part.Media.Kind.IMAGE;
    json.put("type", image ? "input_image" : "input_file");
    if (image) {
      json.put("detail", "auto");
    } else if (!media.name().isEmpty()) {
      json.put("filename", media.name());
    }
    switch (media.source()) {
      case Part.Media.Url(var url) -> json.put(image ? "image_url" : "file_url", url.toString());
      case Part.Media.Inline(String base64) ->
          json.put(
              image ? "image_url" : "file_data", "data:" + media.mediaType() + ";base64," + base64);
      case Part.Media.File(String provider, String id) -> json.put("file_id", id);
    }
  }

  private void assistant(List<Part> parts) {
    for (Part part : parts) {
      switch (part) {
        case Part.Text text -> said("assistant", List.of(text));
        case Part.Refusal refusal -> said("assistant", List.of(refusal));
        case Part.Reasoning thought -> thought(thought);
        case Part.ToolCall call -> call(call);
        case Part.Native own when own.json().startsWith("{") -> whole(own.json());
        default -> {}
      }
    }
  }

  /** As it came, under its own id: by the last one's, clients ask for what is behind it. */
  private void whole(String item) {
    String own = "";
    JsonWriter named = new JsonWriter().object().put("id", id("it_"));
    byte[] bytes = item.getBytes(UTF_8);
    try (JsonReader json = new JsonReader(bytes, 0, bytes.length)) {
      json.enterObject();
      for (String name; (name = json.nextName()) != null; ) {
        if (!name.equals("id")) {
          named.putJson(name, json.json());
        } else if (json.isText()) {
          own = json.text();
        } else {
          json.skip();
        }
      }
    }
    items.add(
        own.isEmpty() || !owned.add(own)
            ? new Item(id("it_"), named.end().text())
            : new Item(own, item));
  }

  private void thought(Part.Reasoning thought) {
    JsonWriter json = begin("reasoning", "rs_").array("summary");
    if (thought.isSummary() && !thought.text().isEmpty()) {
      json.object().put("type", "summary_text").put("text", thought.text()).end();
    }
    end(json.end(), "rs_");
  }

  private void call(Part.ToolCall call) {
    boolean text = call.isFreeText();
    String prefix = text ? "ctc_" : "fc_";
    JsonWriter json = begin(text ? "custom_tool_call" : "function_call", prefix);
    json.put("status", "completed").put("call_id", call.id()).put("name", call.name());
    end(json.put(text ? "input" : "arguments", call.arguments()), prefix);
  }

  private void result(Part.ToolResult result) {
    JsonWriter json = begin("function_call_output", "fco_").put("status", "completed");
    json.put("call_id", result.callId());
    if (result.content().size() == 1 && result.content().getFirst() instanceof Part.Text text) {
      json.put("output", text.text());
    } else {
      contents(json, "output", result.content(), false);
    }
    end(json, "fco_");
  }
}
