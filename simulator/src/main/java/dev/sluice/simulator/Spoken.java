package dev.sluice.simulator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was said so far, gathered into the parts of one answer in the order in which they began. */
final class Spoken {
  private final int limit;
  private final List<Part> parts = new ArrayList<>();
  private @Nullable Octets finish;
  private Step.@Nullable Usage usage;
  private Step.@Nullable Failure failure;

  /**
   * @param limit how many characters of a part are kept at most: a stream may go on for ever
   */
  Spoken(int limit) {
    this.limit = limit;
  }

  /** What a part is. */
  enum Kind {
    TEXT,
    REASONING,
    REFUSAL,
    TOOL
  }

  /** A part; its text and all else is in the form that it has inside a JSON string. */
  static final class Part {
    private final Kind kind;
    private final Step.@Nullable Tool tool;
    private final StringBuilder json = new StringBuilder();
    private @Nullable Octets signature;

    Part(Kind kind, Step.@Nullable Tool tool) {
      this.kind = kind;
      this.tool = tool;
    }

    static Part of(Step.Tool tool) {
      var part = new Part(Kind.TOOL, tool);
      part.json.append(tool.arguments());
      part.signature = tool.signature();
      return part;
    }

    void append(Octets fragment) {
      json.append(fragment);
    }

    Kind kind() {
      return kind;
    }

    String json() {
      return json.toString();
    }

    /** The arguments of a call as the JSON value that they spell, be it broken. */
    String object() {
      return json.isEmpty() ? "{}" : new Json.Reader('"' + json.toString() + '"').string();
    }

    String id() {
      Octets id = tool == null ? null : tool.id();
      return id == null ? "" : id.toString();
    }

    String name() {
      return tool == null ? "" : tool.name().toString();
    }

    String signature() {
      return signature == null ? "" : signature.toString();
    }

    /** Which call it is, as the script counts them. */
    int callIndex() {
      return tool == null ? 0 : tool.index();
    }

    boolean isCall(int index) {
      return tool != null && tool.index() == index;
    }
  }

  List<Part> parts() {
    return parts;
  }

  List<Part> parts(Kind kind) {
    return parts.stream().filter(part -> part.kind() == kind).toList();
  }

  /** All that was said in parts of this kind. */
  String joined(Kind kind) {
    var joined = new StringBuilder();
    parts(kind).forEach(part -> joined.append(part.json));
    return joined.toString();
  }

  @Nullable Octets finish() {
    return finish;
  }

  Step.@Nullable Usage usage() {
    return usage;
  }

  Step.Usage usageOrNone() {
    return usage == null ? Step.Usage.NONE : usage;
  }

  Step.@Nullable Failure failure() {
    return failure;
  }

  /** Takes what is content, an ending, usage or an error; all else leaves no trace in an answer. */
  void add(Step.Said said) {
    switch (said) {
      case Step.Text text -> append(of(Kind.TEXT), text.json());
      case Step.Reasoning reasoning -> append(of(Kind.REASONING), reasoning.json());
      case Step.Refusal refusal -> append(of(Kind.REFUSAL), refusal.json());
      case Step.Signature signature -> of(Kind.REASONING).signature = signature.json();
      case Step.Tool tool -> {
        parts.add(Part.of(tool));
      }
      case Step.Arguments fragment -> append(call(fragment.index()), fragment.json());
      case Step.Finish step -> finish = step.reason();
      case Step.Usage step -> usage = step;
      case Step.Failure step -> failure = step;
      case Step.Role ignored -> {}
      case Step.Empty ignored -> {}
      case Step.Payload ignored -> {}
      case Step.Done ignored -> {}
      case Step.Comment ignored -> {}
      case Step.Ping ignored -> {}
      case Step.Malformed ignored -> {}
      case Step.Half ignored -> {}
      case Step.Corrupt ignored -> {}
      case Step.Huge ignored -> {}
    }
  }

  private void append(Part part, Octets json) {
    if (part.json.length() <= limit - json.length()) {
      part.append(json);
    }
  }

  private Part of(Kind kind) {
    if (parts.isEmpty() || parts.getLast().kind() != kind) {
      parts.add(new Part(kind, null));
    }
    return parts.getLast();
  }

  /** Where the call that fragments of arguments name stands among the parts, or -1. */
  int indexOfCall(int call) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      if (parts.get(i).isCall(call)) {
        return i;
      }
    }
    return -1;
  }

  /** A call that never began has neither id nor name. */
  private Part call(int call) {
    int index = indexOfCall(call);
    if (index < 0) {
      index = parts.size();
      parts.add(new Part(Kind.TOOL, new Step.Tool(call, null, Octets.NONE, Octets.NONE, null)));
    }
    return parts.get(index);
  }
}
