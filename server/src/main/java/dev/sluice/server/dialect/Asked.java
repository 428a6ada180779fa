package dev.sluice.server.dialect;

import dev.sluice.chat.ChatRequest;

/**
 * What a client asks for.
 *
 * @param model as the client names it; empty if it names none
 * @param request what is asked, without headers
 * @param streamed whether the answer is wanted as it comes, or as one document
 * @param background whether the run goes on when nobody follows it
 * @param view how the answer is to be shown, for this dialect's encoder alone
 */
public record Asked(
    String model, ChatRequest request, boolean streamed, boolean background, View view) {

  /** What a request says of how its answer is to be shown; each dialect has its own. */
  public interface View {
    /** As is usual. */
    View USUAL = new View() {};
  }
}
