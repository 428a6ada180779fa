package dev.sluice.server.dialect.ollama;

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
import java.util.ArrayList;
import java.util.List;

/** Ollama's own interface: {@code /api/chat}, {@code /api/generate} and what is asked beside. */
public final class OllamaDialect implements Dialect {
  private static final String NAME = FormatNames.OLLAMA;

  /** Where all of it is too, for clients that are given an address of their own. */
  private static final String PREFIX = "/ollama";

  private static final String CHAT = "/api/chat";
  private static final String GENERATE = "/api/generate";
  private static final String LOAD = "load";

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
    List<Address> all = new ArrayList<>();
    add(all, "");
    add(all, PREFIX);
    // The root itself may be another dialect's.
    all.add(Address.Beside.get("root", PREFIX, ModelAnswers::root));
    all.add(Address.Beside.get("root", PREFIX + "/", ModelAnswers::root));
    return List.copyOf(all);
  }

  private static void add(List<Address> all, String prefix) {
    all.add(new Address.Runs(prefix + CHAT));
    all.add(Address.Beside.post(LOAD, prefix + CHAT, Loading::chat));
    all.add(new Address.Runs(prefix + GENERATE));
    all.add(Address.Beside.post(LOAD, prefix + GENERATE, Loading::completion));
    String api = prefix + "/api/";
    all.add(Address.Beside.get("models", api + "tags", ModelAnswers::tags));
    all.add(Address.Beside.get("models", api + "ps", ModelAnswers::loaded));
    all.add(Address.Beside.post("models", api + "show", ModelAnswers::show));
    all.add(Address.Beside.get("version", api + "version", ModelAnswers::version));
    for (String what : List.of("pull", "push", "create", "copy")) {
      all.add(Address.Beside.post("manage", api + what, ModelAnswers.managed()));
    }
    all.add(
        new Address.Beside(
            "manage", List.of("POST", "DELETE"), api + "delete", ModelAnswers.managed()));
    for (String what : List.of("embed", "embeddings")) {
      all.add(Address.Beside.post("embeddings", api + what, ModelAnswers.embeddings()));
    }
  }

  @Override
  public boolean claims(Address address, Head head, byte[] body) {
    return address instanceof Address.Beside beside
        && beside.label().equals(LOAD)
        && Loading.isOne(body);
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return RequestReader.read(body, limits);
  }

  @Override
  public Encoder encoder(Told told) {
    return new OllamaEncoder(told);
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return OllamaDocument.of(told, ending);
  }

  @Override
  public byte[] problem(Problem problem) {
    return OllamaError.of(problem);
  }
}
