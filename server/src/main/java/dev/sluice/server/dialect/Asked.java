package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client asks for.
 *
 * @param model as the client names it; empty if it names none
 * @param request what is asked, without headers; what it says of a provider with an empty name is
 *     meant for whichever is asked, see {@link #requestTo}
 * @param streamed whether the answer is wanted as it comes, or as one document
 * @param background whether the run goes on when nobody follows it
 * @param view how the answer is to be shown, for this dialect's encoder alone
 * @param extra fields that have no other form, name to JSON text: for providers that speak the
 *     dialect's wire format, and for no others
 */
public record Asked(
    String model,
    ChatRequest request,
    boolean streamed,
    boolean background,
    View view,
    Map<String, String> extra) {

  public Asked {
    extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
  }

  /** One without extra fields. */
  public Asked(String model, ChatRequest request, boolean streamed, boolean background, View view) {
    this(model, request, streamed, background, view, Map.of());
  }

  /**
   * The request as these providers are asked it: those of the route's that speak the dialect's wire
   * format, the one that is asked first before the others. They get the extra fields as provider
   * options; ids of files, and proofs that went out with earlier answers, are the first one's. If
   * there are none, the extra fields and the proofs are left out.
   *
   * @param providers what stands before the slash in their models' names
   * @throws RefusedException if the request names a file by its id, and none of them can have it
   */
  public ChatRequest requestTo(List<String> providers) {
    ChatRequest theirs = Owned.by(providers.isEmpty() ? "" : providers.getFirst(), request);
    if (extra.isEmpty() || providers.isEmpty()) {
      return theirs;
    }
    ChatRequest.Builder builder = theirs.toBuilder();
    for (String provider : providers) {
      extra.forEach((name, json) -> builder.providerOption(provider, name, json));
    }
    return builder.build();
  }

  /** What a request says of how its answer is to be shown; each dialect has its own. */
  public interface View {
    /** As is usual. */
    View USUAL = new View() {};
  }
}
