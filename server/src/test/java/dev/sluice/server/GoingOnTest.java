package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Cause;
import dev.sluice.chat.Ending;
import dev.sluice.chat.Failure;
import dev.sluice.chat.FinishReason;
import dev.sluice.chat.Part;
import dev.sluice.chat.Reply;
import dev.sluice.chat.StreamEvent;
import dev.sluice.chat.Usage;
import dev.sluice.server.clients.Client;
import dev.sluice.server.clients.Said;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Bytes;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Recorded;
import dev.sluice.server.dialect.Told;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An answer that somebody else goes on with at a seam, in every dialect. */
final class GoingOnTest {
  private static final Cause CUT =
      new Cause.Cut(new Failure.ConnectionLost("host", "reset", Optional.empty()));

  private static Said told(Client client, StreamEvent... events) {
    Dialect dialect =
        Gateway.DIALECTS.stream()
            .filter(one -> one.name().equals(client.dialect()))
            .findFirst()
            .orElseThrow();
    Encoder encoder =
        dialect.encoder(new Told("r1", "fast", Instant.ofEpochSecond(7), Asked.View.USUAL));
    Bytes out = new Bytes();
    int position = 0;
    for (StreamEvent event : events) {
      encoder.event(event, Recorded.at(++position), out);
    }
    encoder.end(
        new Ending.Completed(Reply.builder().build(), FinishReason.STOP),
        Recorded.at(++position),
        out);
    return client.told(client.events(out.toString()));
  }

  private static StreamEvent begins(int part, Part begun) {
    return new StreamEvent.PartStarted(part, begun);
  }

  private static StreamEvent ends(int part, Part ended) {
    return new StreamEvent.PartEnded(part, ended);
  }

  private static StreamEvent seam(int part, int position) {
    return new StreamEvent.Continued(2, "b/m", part, position, CUT, Usage.unknown());
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void commentaryCountsForNoPlaceOfTheText(Client client) {
    Part.Text look = new Part.Text("I will look. ").asCommentary();
    Said said =
        told(
            client,
            begins(0, look),
            ends(0, look),
            begins(1, Part.text("")),
            new StreamEvent.TextDelta(1, "One "),
            seam(1, 4),
            new StreamEvent.TextDelta(1, "two"),
            ends(1, Part.text("")));

    assertThat(said.end()).isEqualTo(Said.WHOLE);
    assertThat(said.text()).endsWith("One two");
  }

  /** What is behind the seam may have the number of thoughts that are void. */
  @ParameterizedTest
  @EnumSource(Client.class)
  void aTextWithTheNumberOfVoidThoughtsIsTold(Client client) {
    Said said =
        told(
            client,
            begins(0, Part.text("")),
            new StreamEvent.TextDelta(0, "One "),
            begins(1, new Part.Reasoning("")),
            new StreamEvent.ReasoningDelta(1, "Hm"),
            seam(0, 4),
            ends(0, Part.text("")),
            begins(1, Part.text("")),
            ends(1, Part.text("two")));

    assertThat(said.end()).isEqualTo(Said.WHOLE);
    // Runs tell the end of the part, where it stands.
    assertThat(said.text()).isEqualTo(client == Client.RUNS ? "One " : "One two");
  }
}
