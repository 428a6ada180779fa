package dev.sluice.server.dialect.gemini;

import dev.sluice.chat.Ending;
import dev.sluice.server.dialect.Address;
import dev.sluice.server.dialect.Asked;
import dev.sluice.server.dialect.Dialect;
import dev.sluice.server.dialect.Encoder;
import dev.sluice.server.dialect.FormatNames;
import dev.sluice.server.dialect.Head;
import dev.sluice.server.dialect.Inquiry;
import dev.sluice.server.dialect.Limits;
import dev.sluice.server.dialect.Problem;
import dev.sluice.server.dialect.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Google's {@code generateContent} and {@code streamGenerateContent}. */
public final class GenerateContentDialect implements Dialect {
  private static final String NAME = FormatNames.GEMINI;
  private static final String KEY = "x-goog-api-key";
  private static final String STREAM = ":streamGenerateContent";

  private static final Problem EMBEDDINGS =
      Problem.of(
          501,
          "invalid_request_error",
          "embeddings_unsupported",
          "embeddings are asked for in OpenAI's form alone here, at POST /v1/embeddings");

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
    return Set.of(KEY, RequestReader.LAST_EVENT);
  }

  /** The SDK for Python asks by one version, those for Node by the other. */
  @Override
  public List<Address> addresses() {
    List<Address> all = new ArrayList<>();
    for (String version : List.of("/v1beta", "/v1")) {
      all.add(new Address.Runs(version + "/*" + STREAM));
      all.add(new Address.Runs(version + "/*:generateContent"));
      all.add(Address.Beside.post("count_tokens", version + "/*:countTokens", TokenCount::answer));
      for (String what : List.of(":embedContent", ":batchEmbedContents")) {
        all.add(
            Address.Beside.post("embeddings", version + "/*" + what, Inquiry.refusing(EMBEDDINGS)));
      }
      all.add(Address.Beside.get("models", version + "/models", ModelList::all));
      all.add(Address.Beside.get("models", version + "/models/*", ModelList::one));
      all.add(Address.Beside.post("unknown", version + "/models/*", OtherMethods::refuse));
    }
    return all;
  }

  @Override
  public boolean claims(Head head, byte[] body) {
    return !head.header(KEY).isEmpty() || !head.parameter("key").isEmpty();
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return RequestReader.read(head, head.path().endsWith(STREAM), body, limits);
  }

  @Override
  public Encoder encoder(Told told) {
    return new ChunkEncoder(told);
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return AnswerDocument.of(told, ending);
  }

  @Override
  public byte[] problem(Problem problem) {
    return GoogleStatus.of(problem);
  }
}
