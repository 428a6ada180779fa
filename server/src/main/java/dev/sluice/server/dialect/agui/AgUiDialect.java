package dev.sluice.server.dialect.agui;

import dev.sluice.chat.Ending;
import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Told;
import dev.sluice.server.dialect.openai.OpenAiError;
import java.util.List;
import java.util.Set;

/** AG-UI 1.0, as its own client and TanStack's speak it. */
public final class AgUiDialect implements Dialect {
  private static final String NAME = "ag-ui";
  private static final String PATH = "/agui";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String wireFormat() {
    return "";
  }

  @Override
  public Set<String> headers() {
    return Set.of(Conversations.LAST_EVENT_ID);
  }

  /** Clients that have lost their connection come back to a run that goes on. */
  @Override
  public List<Address> addresses() {
    return List.of(
        new Address.Runs(PATH, true),
        Address.Beside.get("agui", PATH, Conversations::look),
        Address.Beside.post("agui-stop", PATH + "/{}/stop", Conversations::stop));
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return InputReader.read(head, body, limits);
  }

  @Override
  public Encoder encoder(Told told) {
    return new AgUiEncoder(told);
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return MessagesJson.document(told, ending);
  }

  @Override
  public byte[] problem(Problem problem) {
    return OpenAiError.of(problem);
  }
}
