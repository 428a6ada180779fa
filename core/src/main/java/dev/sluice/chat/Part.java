package dev.sluice.chat;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A piece of a message's content. Immutable.
 *
 * <p>Each may carry {@link #data} that only its provider understands. A part of an answer that
 * broke off before its provider had ended it is not {@link #isWhole}.
 */
// Long because the kinds of parts are read side by side.
public abstract sealed class Part extends Value {
  private final Marks marks;

  /** What any part may have. */
  record Marks(Optional<ProviderData> data, boolean whole) {
    static final Marks NONE = new Marks(Optional.empty(), true);
  }

  private Part(Marks marks) {
    this.marks = marks;
  }

  abstract Part with(Marks other);

  /** How many characters of the answer it holds, those of its data not counted. */
  abstract int size();

  /** How many characters of names, ids, proofs and the like it holds. */
  abstract int ownBeside();

  /** How many characters it holds beside the answer, its data included: for bounds. */
  final int beside() {
    return ownBeside() + marks.data.map(ProviderData::size).orElse(0);
  }

  /** What only its provider understands. */
  public final Optional<ProviderData> data() {
    return marks.data;
  }

  /** The same, if it is of this provider: to no other one it may be sent. */
  public final Optional<ProviderData> data(String provider) {
    return marks.data.filter(data -> data.provider().equals(provider));
  }

  /**
   * Whether its provider has ended it. A tool call whose arguments happen to be whole JSON is not
   * whole without that.
   */
  public final boolean isWhole() {
    return marks.whole;
  }

  /** This with data of a provider's, in place of what it had under the same names. */
  public final Part withData(ProviderData data) {
    return with(new Marks(Optional.of(data.after(marks.data)), marks.whole));
  }

  /** This as one that its provider has not ended. */
  public final Part unfinished() {
    return with(new Marks(marks.data, false));
  }

  Marks marks() {
    return marks;
  }

  /** Its kind, and what it holds but for what is empty; that it is not whole, if it is not. */
  @Override
  public final String toString() {
    List<String> held = new ArrayList<>();
    for (Object value : values()) {
      boolean isDefault =
          value.equals("")
              || value.equals(false)
              || value.equals(List.of())
              || value instanceof Marks;
      if (!isDefault) {
        held.add(String.valueOf(value));
      }
    }
    marks.data.ifPresent(data -> held.add(data.toString()));
    if (!marks.whole) {
      held.add("not whole");
    }
    return getClass().getSimpleName() + held;
  }

  // Ways to make the usual ones.

  /** A text. */
  public static Text text(String text) {
    return new Text(text);
  }

  /** An image that the provider fetches by itself. */
  public static Media image(URI url) {
    return new Media(Media.Kind.IMAGE, "", new Media.Url(url));
  }

  /**
   * An image sent with the request.
   *
   * @param mediaType such as {@code image/png}
   */
  public static Media image(String mediaType, byte[] bytes) {
    return new Media(Media.Kind.IMAGE, mediaType, Media.Inline.of(bytes));
  }

  /**
   * A document sent with the request.
   *
   * @param mediaType such as {@code application/pdf}
   * @param name of the file, which some providers want
   */
  public static Media document(String mediaType, String name, byte[] bytes) {
    return new Media(Media.Kind.DOCUMENT, mediaType, Media.Inline.of(bytes)).named(name);
  }

  /**
   * Sound sent with the request.
   *
   * @param mediaType such as {@code audio/wav}
   */
  public static Media audio(String mediaType, byte[] bytes) {
    return new Media(Media.Kind.AUDIO, mediaType, Media.Inline.of(bytes));
  }

  // The kinds.

  /** Text, as typed by the user or written by the model. */
  public static final class Text extends Part {
    private final String text;
    private final List<Citation> citations;
    private final boolean commentary;

    /** A text alone. */
    public Text(String text) {
      this(Marks.NONE, text, List.of(), false);
    }

    private Text(Marks marks, String text, List<Citation> citations, boolean commentary) {
      super(marks);
      this.text = Objects.requireNonNull(text, "text");
      this.citations = List.copyOf(citations);
      this.commentary = commentary;
    }

    /** The text. */
    public String text() {
      return text;
    }

    /** Where it comes from, in the order in which that was told. */
    public List<Citation> citations() {
      return citations;
    }

    /** Whether its provider says that it only tells what the model is about to do. */
    public boolean isCommentary() {
      return commentary;
    }

    /** This with other citations. */
    public Text cited(List<Citation> others) {
      return new Text(marks(), text, others, commentary);
    }

    /** This as commentary. */
    public Text asCommentary() {
      return new Text(marks(), text, citations, true);
    }

    Text saying(String other) {
      return new Text(marks(), other, citations, commentary);
    }

    @Override
    Text with(Marks other) {
      return new Text(other, text, citations, commentary);
    }

    @Override
    int size() {
      return text.length();
    }

    @Override
    int ownBeside() {
      return citations.stream().mapToInt(Citation::size).sum();
    }

    @Override
    List<Object> values() {
      return List.of(text, citations, commentary, marks());
    }
  }

  /** What a model thought before it answered, kept to be sent back where the provider wants it. */
  public static final class Reasoning extends Part {
    private final String text;
    private final String signature;
    private final String cipher;
    private final boolean summary;

    /** Thoughts alone. */
    public Reasoning(String text) {
      this(text, "");
    }

    /** Thoughts with the provider's proof of them. */
    public Reasoning(String text, String signature) {
      this(Marks.NONE, text, signature, "", false);
    }

    private Reasoning(Marks marks, String text, String signature, String cipher, boolean summary) {
      super(marks);
      this.text = Objects.requireNonNull(text, "text");
      this.signature = Objects.requireNonNull(signature, "signature");
      this.cipher = Objects.requireNonNull(cipher, "cipher");
      this.summary = summary;
    }

    /** The thoughts or their summary; empty where the provider only shows cipher text. */
    public String text() {
      return text;
    }

    /** The provider's opaque proof that the thoughts are the model's; empty if there is none. */
    public String signature() {
      return signature;
    }

    /** The thoughts in the provider's cipher; empty if there is none. */
    public String cipher() {
      return cipher;
    }

    /** Whether the text is a summary that another model made of the thoughts. */
    public boolean isSummary() {
      return summary;
    }

    /** This with another proof. */
    public Reasoning signed(String other) {
      return new Reasoning(marks(), text, other, cipher, summary);
    }

    /** This with other cipher text. */
    public Reasoning enciphered(String other) {
      return new Reasoning(marks(), text, signature, other, summary);
    }

    /** This as a summary. */
    public Reasoning asSummary() {
      return new Reasoning(marks(), text, signature, cipher, true);
    }

    Reasoning saying(String other) {
      return new Reasoning(marks(), other, signature, cipher, summary);
    }

    @Override
    Reasoning with(Marks other) {
      return new Reasoning(other, text, signature, cipher, summary);
    }

    @Override
    int size() {
      return text.length();
    }

    @Override
    int ownBeside() {
      return signature.length() + cipher.length();
    }

    @Override
    List<Object> values() {
      return List.of(text, signature, cipher, summary, marks());
    }
  }

  /** A model's refusal to answer, where the provider tells it apart from text. */
  public static final class Refusal extends Part {
    private final String text;

    /** A refusal in these words. */
    public Refusal(String text) {
      this(Marks.NONE, text);
    }

    private Refusal(Marks marks, String text) {
      super(marks);
      this.text = Objects.requireNonNull(text, "text");
    }

    /** Its words. */
    public String text() {
      return text;
    }

    Refusal saying(String other) {
      return new Refusal(marks(), other);
    }

    @Override
    Refusal with(Marks other) {
      return new Refusal(other, text);
    }

    @Override
    int size() {
      return text.length();
    }

    @Override
    int ownBeside() {
      return 0;
    }

    @Override
    List<Object> values() {
      return List.of(text, marks());
    }
  }

  /** A model's call of a tool. */
  public static final class ToolCall extends Part {
    private final String id;
    private final String name;
    private final String arguments;
    private final boolean freeText;
    private final boolean runByProvider;

    /**
     * A call that the caller is to run.
     *
     * @param id the provider's name for this call, empty if it gives none
     * @param name the tool's name
     * @param arguments JSON text
     */
    public ToolCall(String id, String name, String arguments) {
      this(Marks.NONE, id, name, arguments, false, false);
    }

    private ToolCall(
        Marks marks,
        String id,
        String name,
        String arguments,
        boolean freeText,
        boolean runByProvider) {
      super(marks);
      this.id = Objects.requireNonNull(id, "id");
      this.name = Objects.requireNonNull(name, "name");
      this.arguments = Objects.requireNonNull(arguments, "arguments");
      this.freeText = freeText;
      this.runByProvider = runByProvider;
    }

    /** The provider's name for this call; empty if it gives none. */
    public String id() {
      return id;
    }

    /** The tool's name. */
    public String name() {
      return name;
    }

    /**
     * JSON text, or free text if {@link #isFreeText}; of a call that is not {@link #isWhole}
     * possibly cut off anywhere. Kept as the provider sent it.
     */
    public String arguments() {
      return arguments;
    }

    /** Whether the arguments are text of any form, not JSON. */
    public boolean isFreeText() {
      return freeText;
    }

    /** Whether the provider runs the tool itself; else the caller is to. */
    public boolean isRunByProvider() {
      return runByProvider;
    }

    /** This as a call with free text. */
    public ToolCall asFreeText() {
      return new ToolCall(marks(), id, name, arguments, true, runByProvider);
    }

    /** This as a call that the provider runs. */
    public ToolCall runByProvider() {
      return new ToolCall(marks(), id, name, arguments, freeText, true);
    }

    /** This under another id and another name. */
    public ToolCall called(String otherId, String otherName) {
      return new ToolCall(marks(), otherId, otherName, arguments, freeText, runByProvider);
    }

    ToolCall saying(String other) {
      return new ToolCall(marks(), id, name, other, freeText, runByProvider);
    }

    @Override
    ToolCall with(Marks other) {
      return new ToolCall(other, id, name, arguments, freeText, runByProvider);
    }

    @Override
    int size() {
      return name.length() + arguments.length();
    }

    @Override
    int ownBeside() {
      return id.length();
    }

    @Override
    List<Object> values() {
      return List.of(id, name, arguments, freeText, runByProvider, marks());
    }
  }

  /** What a tool gave back; within an answer, where the provider or a loop of tools ran it. */
  public static final class ToolResult extends Part {
    private final String callId;
    private final String name;
    private final List<Part> content;
    private final boolean failed;
    private final boolean runByProvider;

    /**
     * What the caller's tool gave back.
     *
     * @param callId the {@link ToolCall#id()} that it answers
     * @param name the tool's name, which some providers want again
     */
    public ToolResult(String callId, String name, List<? extends Part> content) {
      this(Marks.NONE, callId, name, List.copyOf(content), false, false);
    }

    private ToolResult(
        Marks marks,
        String callId,
        String name,
        List<Part> content,
        boolean failed,
        boolean runByProvider) {
      super(marks);
      this.callId = Objects.requireNonNull(callId, "callId");
      this.name = Objects.requireNonNull(name, "name");
      this.content = content;
      this.failed = failed;
      this.runByProvider = runByProvider;
    }

    /** The {@link ToolCall#id()} that it answers. */
    public String callId() {
      return callId;
    }

    /** The tool's name; empty if it is not told. */
    public String name() {
      return name;
    }

    /** What came of it. */
    public List<Part> content() {
      return content;
    }

    /** Whether the tool failed, so that the content tells of the failure. */
    public boolean failed() {
      return failed;
    }

    /** Whether the provider ran the tool. */
    public boolean isRunByProvider() {
      return runByProvider;
    }

    /** This as one that tells of a failure. */
    public ToolResult asFailure() {
      return new ToolResult(marks(), callId, name, content, true, runByProvider);
    }

    /** This as one of a tool that the provider ran. */
    public ToolResult runByProvider() {
      return new ToolResult(marks(), callId, name, content, failed, true);
    }

    @Override
    ToolResult with(Marks other) {
      return new ToolResult(other, callId, name, content, failed, runByProvider);
    }

    @Override
    int size() {
      return content.stream().mapToInt(Part::size).sum();
    }

    @Override
    int ownBeside() {
      return callId.length() + name.length() + content.stream().mapToInt(Part::beside).sum();
    }

    @Override
    List<Object> values() {
      return List.of(callId, name, content, failed, runByProvider, marks());
    }
  }

  /** The provider asks whether it may run a tool; {@link ApprovalAnswer} answers. */
  public static final class ApprovalRequest extends Part {
    private final String id;
    private final ToolCall call;

    /** A request to run this call. */
    public ApprovalRequest(String id, ToolCall call) {
      this(Marks.NONE, id, call);
    }

    private ApprovalRequest(Marks marks, String id, ToolCall call) {
      super(marks);
      this.id = Objects.requireNonNull(id, "id");
      this.call = Objects.requireNonNull(call, "call");
    }

    /** The provider's name for the request. */
    public String id() {
      return id;
    }

    /** What it would run. */
    public ToolCall call() {
      return call;
    }

    @Override
    ApprovalRequest with(Marks other) {
      return new ApprovalRequest(other, id, call);
    }

    @Override
    int size() {
      return call.size();
    }

    @Override
    int ownBeside() {
      return id.length() + call.beside();
    }

    @Override
    List<Object> values() {
      return List.of(id, call, marks());
    }
  }

  /** Whether the provider may run a tool: goes into a user's message. */
  public static final class ApprovalAnswer extends Part {
    private final String requestId;
    private final boolean approved;
    private final String reason;

    /**
     * An answer.
     *
     * @param requestId the {@link ApprovalRequest#id()}
     * @param reason for the model; empty if there is none
     */
    public ApprovalAnswer(String requestId, boolean approved, String reason) {
      this(Marks.NONE, requestId, approved, reason);
    }

    private ApprovalAnswer(Marks marks, String requestId, boolean approved, String reason) {
      super(marks);
      this.requestId = Objects.requireNonNull(requestId, "requestId");
      this.approved = approved;
      this.reason = Objects.requireNonNull(reason, "reason");
    }

    /** The {@link ApprovalRequest#id()}. */
    public String requestId() {
      return requestId;
    }

    /** Whether it may. */
    public boolean isApproved() {
      return approved;
    }

    /** Why; empty if that is not said. */
    public String reason() {
      return reason;
    }

    @Override
    ApprovalAnswer with(Marks other) {
      return new ApprovalAnswer(other, requestId, approved, reason);
    }

    @Override
    int size() {
      return reason.length();
    }

    @Override
    int ownBeside() {
      return requestId.length();
    }

    @Override
    List<Object> values() {
      return List.of(requestId, approved, reason, marks());
    }
  }

  /** An image, a document or sound; of a question or of an answer. */
  public static final class Media extends Part {
    private final Kind kind;
    private final String mediaType;
    private final Source source;
    private final String name;

    /** What it is, also where its exact type is not known. */
    public enum Kind {
      IMAGE,
      DOCUMENT,
      AUDIO,
      VIDEO
    }

    /** Where its bytes are. */
    public sealed interface Source {}

    /**
     * Here.
     *
     * @param base64 in base 64 (RFC 4648, section 4)
     */
    public record Inline(String base64) implements Source {
      public Inline {
        Objects.requireNonNull(base64, "base64");
      }

      /** These bytes. */
      public static Inline of(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return new Inline(Base64.getEncoder().encodeToString(bytes));
      }

      /** Tells the size alone: a picture in a log helps nobody. */
      @Override
      public String toString() {
        return "Inline[" + base64.length() + " characters of base 64]";
      }
    }

    /** At an address that the provider fetches. */
    public record Url(URI url) implements Source {
      public Url {
        Objects.requireNonNull(url, "url");
      }
    }

    /**
     * Kept by a provider.
     *
     * @param provider whose it is
     * @param id its name for the file
     */
    public record File(String provider, String id) implements Source {
      public File {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(id, "id");
      }
    }

    /**
     * Media.
     *
     * @param mediaType such as {@code image/png}; empty if it is not known
     */
    public Media(Kind kind, String mediaType, Source source) {
      this(Marks.NONE, kind, mediaType, source, "");
    }

    private Media(Marks marks, Kind kind, String mediaType, Source source, String name) {
      super(marks);
      this.kind = Objects.requireNonNull(kind, "kind");
      this.mediaType = Objects.requireNonNull(mediaType, "mediaType");
      this.source = Objects.requireNonNull(source, "source");
      this.name = Objects.requireNonNull(name, "name");
    }

    /** What it is. */
    public Kind kind() {
      return kind;
    }

    /** Such as {@code image/png}; empty if it is not known. */
    public String mediaType() {
      return mediaType;
    }

    /** Where its bytes are. */
    public Source source() {
      return source;
    }

    /** The file's name; empty if it has none. */
    public String name() {
      return name;
    }

    /** This with a file's name. */
    public Media named(String other) {
      return new Media(marks(), kind, mediaType, source, other);
    }

    Media holding(String base64) {
      return new Media(marks(), kind, mediaType, new Inline(base64), name);
    }

    @Override
    Media with(Marks other) {
      return new Media(other, kind, mediaType, source, name);
    }

    @Override
    int size() {
      return source instanceof Inline inline ? inline.base64.length() : 0;
    }

    @Override
    int ownBeside() {
      int place =
          switch (source) {
            case Inline inline -> 0;
            case Url(URI url) -> url.toString().length();
            case File(String provider, String id) -> provider.length() + id.length();
          };
      return mediaType.length() + name.length() + place;
    }

    @Override
    List<Object> values() {
      return List.of(kind, mediaType, source, name, marks());
    }
  }

  /**
   * A part that only its provider has, kept as it came and sent back to it alone: a compaction, a
   * container, code that it ran.
   */
  public static final class Native extends Part {
    private final String provider;
    private final String type;
    private final String json;

    /**
     * A part of a provider's own.
     *
     * @param provider whose it is: what stands before the slash in its models' names
     * @param type the provider's word for its kind
     * @param json the whole part, as JSON text
     */
    public Native(String provider, String type, String json) {
      this(Marks.NONE, provider, type, json);
    }

    private Native(Marks marks, String provider, String type, String json) {
      super(marks);
      this.provider = Objects.requireNonNull(provider, "provider");
      this.type = Objects.requireNonNull(type, "type");
      this.json = Objects.requireNonNull(json, "json");
    }

    /** Whose it is; empty where a later version recorded a part that this one does not know. */
    public String provider() {
      return provider;
    }

    /** The provider's word for its kind. */
    public String type() {
      return type;
    }

    /** The whole part as JSON text; what its deltas said if it is not whole. */
    public String json() {
      return json;
    }

    /** This with another word for its kind. */
    public Native typed(String other) {
      return new Native(marks(), provider, other, json);
    }

    Native saying(String other) {
      return new Native(marks(), provider, type, other);
    }

    @Override
    Native with(Marks other) {
      return new Native(other, provider, type, json);
    }

    @Override
    int size() {
      return json.length();
    }

    @Override
    int ownBeside() {
      return provider.length() + type.length();
    }

    @Override
    List<Object> values() {
      return List.of(provider, type, json, marks());
    }
  }
}
