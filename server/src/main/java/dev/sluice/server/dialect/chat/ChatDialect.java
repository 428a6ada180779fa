package dev.sluice.server.dialect.chat;

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
import dev.sluice.server.dialect.openai.OpenAiError;
import java.util.List;

/** OpenAI's chat completions. */
public final class ChatDialect implements Dialect {
  private static final String NAME = FormatNames.CHAT;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String wireFormat() {
    return NAME;
  }

  @Override
  public List<Address> addresses() {
    return List.of(
        new Address.Runs("/v1/chat/completions"),
        Address.Beside.get("models", "/v1/models", ModelList::all),
        Address.Beside.get("models", "/v1/models/*", ModelList::one),
        Address.Beside.post("embeddings", "/v1/embeddings", Embeddings::answer));
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return ChatRequestReader.read(body, limits);
  }

  @Override
  public Encoder encoder(Told told) {
    return new ChatEncoder(told);
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return ChatDocument.of(told, ending);
  }

  @Override
  public byte[] problem(Problem problem) {
    return OpenAiError.of(problem);
  }
}
