package dev.sluice.server.dialect.anthropic;

import dev.sluice.chat.Ending;
import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.FormatNames;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Told;
import java.util.List;
import java.util.Set;

/** Anthropic's messages. */
public final class MessagesDialect implements Dialect {
  private static final String NAME = FormatNames.MESSAGES;

  /** What every client of this format says. */
  static final String VERSION = "anthropic-version";

  static final String BETA = "anthropic-beta";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String wireFormat() {
    return NAME;
  }

  @Override
  public Set<String> headers() {
    return Set.of(VERSION, BETA);
  }

  @Override
  public List<Address> addresses() {
    return List.of(
        new Address.Runs("/v1/messages"),
        Address.Beside.post("count_tokens", "/v1/messages/count_tokens", TokenCount::answer),
        Address.Beside.get("models", "/v1/models", ModelPages::page),
        Address.Beside.get("models", "/v1/models/*", ModelPages::one),
        Address.Beside.get("root", "/", ModelPages::root));
  }

  /** OpenAI's clients list models at the same place, and don't say a version. */
  @Override
  public boolean claims(Head head, byte[] body) {
    return !head.header(VERSION).isEmpty();
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return MessagesRequestReader.read(head, body, limits);
  }

  @Override
  public Encoder encoder(Told told) {
    return new MessagesEncoder(told);
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return MessageDocument.of(told, ending);
  }

  @Override
  public byte[] problem(Problem problem) {
    return MessagesError.of(problem).json();
  }

  @Override
  public int status(Problem problem) {
    return MessagesError.of(problem).status(problem.status());
  }
}
