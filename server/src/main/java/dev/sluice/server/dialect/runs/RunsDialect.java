package dev.sluice.server.dialect.runs;

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
import java.util.Optional;

/** Runs as plain server-sent events, each in the codec's form. */
public final class RunsDialect implements Dialect {
  private static final String NAME = "runs";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String wireFormat() {
    return "";
  }

  @Override
  public List<Address> addresses() {
    return List.of(new Address.Runs("/runs", true));
  }

  @Override
  public boolean takesBack() {
    return true;
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return RunRequestReader.read(body, limits);
  }

  @Override
  public Encoder encoder(Told told) {
    return new RunEncoder();
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return RunJson.of(
        told.run(),
        told.model(),
        told.at(),
        ending.kind(),
        Optional.empty(),
        ending.reply(),
        Optional.of(ending));
  }

  @Override
  public byte[] problem(Problem problem) {
    return OpenAiError.of(problem);
  }
}
