package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client asks for. Immutable. */
public final class Asked {
  /** What {@link Builder#called} names: texts at which the answer ends, if it comes to one. */
  public static final String STOP = "stop";

  /** What {@link Builder#called} names: the seed of the choice of tokens. */
  public static final String SEED = "seed";

  /**
   * What {@link #dropped} names, once: marks for a cache, wherever they stand. Without them the
   * answer is the same.
   */
  public static final String CACHE_MARKS = "cache_control";

  /** By which name a part tells who says its message. */
  public static final String NAME = "name";

  /** What {@link #dropped} calls those. */
  public static final String NAMES = "messages[].name";

  /** The label that says how many {@linkplain Builder#instructions instructions} there are. */
  public static final String INSTRUCTIONS = "instructions";

  private final String model;
  private final ChatRequest request;
  private final boolean streamed;
  private final boolean background;
  private final View view;
  private final Map<String, String> extra;
  private final Optional<Problem> withoutExtra;
  private final List<String> dropped;
  private final Map<String, String> labels;
  private final String previous;
  private final String once;
  private final Map<String, String> called;
  private final Set<String> marksAlone;

  private Asked(Builder from) {
    this.model = from.model;
    this.request = from.request;
    this.streamed = from.streamed;
    this.background = from.background;
    this.view = from.view;
    this.extra = Collections.unmodifiableMap(new LinkedHashMap<>(from.extra));
    this.withoutExtra = Optional.ofNullable(from.withoutExtra);
    this.dropped = List.copyOf(from.dropped);
    this.labels = Map.copyOf(from.labels);
    this.previous = from.previous;
    this.once = from.once;
    this.called = Map.copyOf(from.called);
    this.marksAlone = Set.copyOf(from.marksAlone);
  }

  /**
   * Begins to say what is asked.
   *
   * @param model as the client names it; empty if it names none
   * @param request what is asked, without headers; what it says of a provider with an empty name is
   *     meant for whichever is asked, see {@link #to}
   * @throws RefusedException if a name in it is longer than any is, or it has too many parts
   */
  public static Builder of(String model, ChatRequest request) {
    Bounds.check(request);
    return new Builder(model, request);
  }

  /** The model as the client names it; empty if it names none. */
  public String model() {
    return model;
  }

  /** What is asked. */
  public ChatRequest request() {
    return request;
  }

  /** Whether the answer is wanted as it comes, or as one document. */
  public boolean streamed() {
    return streamed;
  }

  /** Whether the run goes on when nobody follows it. */
  public boolean background() {
    return background;
  }

  /** How the answer is to be shown, for this dialect's encoder alone. */
  public View view() {
    return view;
  }

  /**
   * Fields that have no other form, name to JSON text: for providers that speak the dialect's wire
   * format, and for no others.
   */
  public Map<String, String> extra() {
    return extra;
  }

  /**
   * Why it is refused where the extra fields go to nobody: a choice of a tool that is one of them.
   * Empty if they can be left out.
   */
  public Optional<Problem> withoutExtra() {
    return withoutExtra;
  }

  /** What the request has that means nothing here and was left out, by the paths of the fields. */
  public List<String> dropped() {
    return dropped;
  }

  /** Those of {@link #dropped} without which the answer may be another one. */
  public List<String> missed() {
    return dropped.stream().filter(name -> !name.equals(CACHE_MARKS)).toList();
  }

  /** By what the run is found later, besides its id: name to value, within its owner's runs. */
  public Map<String, String> labels() {
    return labels;
  }

  /**
   * The id of the run that this one goes on with: its messages, but for its {@linkplain
   * Builder#instructions own instructions}, and its answer come before those of the request, and
   * behind the request's own instructions. Empty if there is none.
   */
  public String previous() {
    return previous;
  }

  /**
   * By what a request is known as the same again, where the dialect says so itself: one that asks
   * under the same name joins the run that the first one began, as with the header {@code
   * Idempotency-Key}, which counts before this. Empty if each request begins a run.
   */
  public String once() {
    return once;
  }

  /**
   * The same as these providers are asked it: those of the route's that speak the dialect's wire
   * format, the one that is asked first before the others. They get the extra fields as provider
   * options; ids of files, and proofs that went out with earlier answers, are the first one's. If
   * there are none, the extra fields and the proofs are left out, which {@link #dropped} says.
   *
   * @param providers what stands before the slash in their models' names
   * @throws RefusedException if the request names a file by its id, and none of them can have it;
   *     or if the extra fields go to nobody and can't be left out
   */
  public Asked to(List<String> providers) {
    return to(providers, Translation.NONE);
  }

  /**
   * The same, and the other providers of the route are told in their own forms what they take of
   * the extra fields. What the one that is asked first is told is not left out.
   */
  public Asked to(List<String> providers, Translation translation) {
    ChatRequest theirs = Owned.by(providers.isEmpty() ? "" : providers.getFirst(), request);
    if (providers.isEmpty()) {
      theirs = translation.marked(theirs);
      withoutExtra.ifPresent(
          problem -> {
            throw new RefusedException(problem);
          });
      Set<String> all = new LinkedHashSet<>(dropped);
      extra.forEach(
          (name, json) ->
              all.addAll(
                  name.equals("tools")
                      ? LeftTools.of(json, request.tools())
                      : left(name, json, translation)));
      if (all.remove("tools[]." + CACHE_MARKS) || CacheMarks.isIn(theirs)) {
        all.add(CACHE_MARKS);
      }
      if (CacheMarks.isIn(request, NAME)) {
        all.add(NAMES);
      }
      Builder left = with(translated(theirs, translation)).toBuilder();
      left.dropped.clear();
      left.dropped.addAll(all);
      return left.build();
    }
    if (extra.isEmpty() && translation.isEmpty()) {
      return with(theirs);
    }
    ChatRequest.Builder builder = theirs.toBuilder();
    for (String provider : providers) {
      extra.forEach((name, json) -> builder.providerOption(provider, name, json));
    }
    translation.tell(builder);
    return with(builder.build());
  }

  private List<String> left(String field, String json, Translation translation) {
    return marksAlone.contains(field) ? List.of(CACHE_MARKS) : translation.left(field, json);
  }

  private static ChatRequest translated(ChatRequest request, Translation translation) {
    if (translation.isEmpty()) {
      return request;
    }
    ChatRequest.Builder builder = request.toBuilder();
    translation.tell(builder);
    return builder.build();
  }

  /** The request {@linkplain #to as these providers are asked it}. */
  public ChatRequest requestTo(List<String> providers) {
    return to(providers).request();
  }

  /**
   * The same as models that answer in these formats can be asked it: what one of them would refuse
   * though the answer means the same without it is left out, which {@link #dropped} says, as it
   * says what the first of them has no place for.
   *
   * @param formats names of wire formats; those of the model that is asked first before the others
   */
  public Asked fitting(List<String> formats) {
    boolean stops =
        !request.sampling().stop().isEmpty() && !formats.stream().allMatch(FormatNames::hasStop);
    boolean seeds =
        request.sampling().seed().isPresent()
            && !formats.isEmpty()
            && !FormatNames.hasSeed(formats.getFirst());
    if (!stops && !seeds) {
      return this;
    }
    Builder fitting = toBuilder(stops ? request.withoutStop() : request);
    if (stops) {
      fitting.dropped.add(called.getOrDefault(STOP, STOP));
    }
    if (seeds) {
      fitting.dropped.add(called.getOrDefault(SEED, SEED));
    }
    return fitting.build();
  }

  /** The same with another request. */
  public Asked with(ChatRequest other) {
    return toBuilder(other).build();
  }

  private Builder toBuilder() {
    return toBuilder(request);
  }

  private Builder toBuilder(ChatRequest other) {
    Builder same = new Builder(model, other);
    same.streamed = streamed;
    same.background = background;
    same.view = view;
    same.extra.putAll(extra);
    same.withoutExtra = withoutExtra.orElse(null);
    same.dropped.addAll(dropped);
    same.labels.putAll(labels);
    same.previous = previous;
    same.once = once;
    same.called.putAll(called);
    same.marksAlone.addAll(marksAlone);
    return same;
  }

  /** What a request says of how its answer is to be shown; each dialect has its own. */
  public interface View {
    /** As is usual. */
    View USUAL = new View() {};
  }

  /** Gathers what is asked. Not thread-safe. */
  public static final class Builder {
    private final String model;
    private final ChatRequest request;
    private boolean streamed;
    private boolean background;
    private View view = View.USUAL;
    private final Map<String, String> extra = new LinkedHashMap<>();
    private @Nullable Problem withoutExtra;
    private final List<String> dropped = new ArrayList<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private String previous = "";
    private String once = "";
    private final Map<String, String> called = new HashMap<>(0);
    private final Set<String> marksAlone = new HashSet<>(0);

    private Builder(String model, ChatRequest request) {
      this.model = Objects.requireNonNull(model, "model");
      this.request = Objects.requireNonNull(request, "request");
    }

    /** Servers in Go take a field's name for one of theirs however it is written. */
    private static void checkName(String field) {
      if (field.equalsIgnoreCase("model")) {
        throw new RefusedException(
            Problem.invalid(
                "unsupported_parameter",
                field + ": which model is asked is said by model, in small letters",
                field));
      }
    }

    /** Whether the answer is wanted as it comes; as one document otherwise. */
    public Builder streamed(boolean value) {
      streamed = value;
      return this;
    }

    /** Whether the run goes on when nobody follows it; it does not otherwise. */
    public Builder background(boolean value) {
      background = value;
      return this;
    }

    /** See {@link Asked#view}. */
    public Builder view(View value) {
      view = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * See {@link Asked#extra}.
     *
     * @throws RefusedException if one of them would name another model, or there are too many
     */
    public Builder extra(Map<String, String> fields) {
      Bounds.fields(fields.size());
      fields.keySet().forEach(Builder::checkName);
      extra.putAll(fields);
      return this;
    }

    /** See {@link Asked#withoutExtra}. */
    public Builder withoutExtra(Problem problem) {
      withoutExtra = Objects.requireNonNull(problem, "problem");
      return this;
    }

    /** See {@link Asked#dropped}. */
    public Builder dropped(List<String> fields) {
      dropped.addAll(fields);
      return this;
    }

    /** See {@link Asked#labels}. */
    public Builder label(String name, String value) {
      labels.put(name, value);
      return this;
    }

    /** See {@link Asked#previous}. */
    public Builder previous(String run) {
      previous = Objects.requireNonNull(run, "run");
      return this;
    }

    /**
     * So many of the request's first messages are instructions for this answer alone, which a run
     * that goes on with it does not take over. None unless it is said. The run is labelled by it.
     */
    public Builder instructions(int messages) {
      return label(INSTRUCTIONS, Integer.toString(messages));
    }

    /**
     * Where the request says {@link #STOP} or {@link #SEED}, if the dialect calls it otherwise: for
     * {@link Asked#dropped}.
     */
    public Builder called(String what, String path) {
      called.put(what, path);
      return this;
    }

    /** Nothing but {@link Asked#CACHE_MARKS} is in this extra field that has no other form. */
    public Builder marksAlone(String field) {
      marksAlone.add(field);
      return this;
    }

    /** See {@link Asked#once}. */
    public Builder once(String name) {
      once = Objects.requireNonNull(name, "name");
      return this;
    }

    /** What is asked. */
    public Asked build() {
      return new Asked(this);
    }
  }
}
