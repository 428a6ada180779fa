package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Part;
import dev.sluice.server.dialect.RequestJson;
import java.util.ArrayList;
import java.util.List;

/** A part of a message as the client keeps it. */
sealed interface UiPart {
  /** What a model has said, or is told. */
  record Said(Part part) implements UiPart {}

  /** A step of the answer begins. */
  record Step() implements UiPart {}

  /** What the user said while the answer came. */
  record Steering(List<Part> parts) implements UiPart {
    public Steering {
      parts = List.copyOf(parts);
    }
  }

  /** A call of a tool, and what came of it. */
  record Called(UiCall call) implements UiPart {}

  /** What only the client understands: sources, data of its own. */
  record Other() implements UiPart {}

  /** The current value. */
  static UiPart read(RequestJson json) {
    return new Reader(json).part();
  }

  /** Reads one, whose members may come in any order. Not thread-safe. */
  final class Reader {
    private static final String NATIVE = UiLines.NATIVE;

    private final RequestJson json;
    private final UiCall.Reader call;
    private String type = "";
    private String text = "";
    private boolean streaming;
    private Proofs proofs = Proofs.NONE;
    private final UiFile file = new UiFile();
    private List<Part> steering = List.of();
    private Part own = new Part.Text("");

    Reader(RequestJson json) {
      this.json = json;
      this.call = new UiCall.Reader(json);
    }

    UiPart part() {
      json.object();
      for (String name; (name = json.nextName()) != null; ) {
        member(name);
      }
      return switch (type) {
        case "text" -> new Said(proofs.text(text));
        case "reasoning" -> new Said(thought());
        case "file" -> new Said(proofs.on(file.media(json)));
        case "step-start" -> new Step();
        case "steering-message" -> new Steering(steering);
        case "dynamic-tool" -> new Called(call.call("", json));
        case NATIVE -> own instanceof Part.Native ? new Said(own) : new Other();
        case "" -> throw json.refusedMember("type", "missing_field", "a part needs its type");
        default ->
            type.startsWith("tool-")
                ? new Called(call.call(type.substring("tool-".length()), json))
                : new Other();
      };
    }

    private Part thought() {
      Part thought = proofs.reasoning(text);
      return streaming ? thought.unfinished() : thought;
    }

    private void member(String name) {
      switch (name) {
        case "type" -> type = json.text();
        case "text" -> text = json.text();
        case "providerMetadata" -> proofs = Proofs.read(json);
        case "mediaType", "filename", "url", "providerReference" -> file.member(name, json);
        case "parts" -> steering = steering();
        case "data" -> own = UiFile.own(json);
        case "state" -> {
          String state = json.text();
          streaming = state.equals("streaming");
          call.state(state);
        }
        default -> call.member(name);
      }
    }

    private List<Part> steering() {
      json.array();
      List<Part> parts = new ArrayList<>();
      while (json.nextElement()) {
        if (read(json) instanceof Said(Part said)
            && (said instanceof Part.Text || said instanceof Part.Media)) {
          parts.add(said);
        }
      }
      return parts;
    }
  }
}
