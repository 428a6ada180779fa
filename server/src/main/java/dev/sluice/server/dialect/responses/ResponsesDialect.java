package dev.sluice.server.dialect.responses;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** OpenAI's responses. */
public final class ResponsesDialect implements Dialect {
  private static final String NAME = FormatNames.RESPONSES;
  private static final String ALL = "/v1/responses";
  private static final String ONE = "/v1/responses/*";

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
        new Address.Runs(ALL),
        Address.Beside.get("responses", ALL, Inquiries::webSocket),
        Address.Beside.post("input_tokens", ALL + "/input_tokens", Inquiries::count),
        Address.Beside.get("responses", ONE, Inquiries::one),
        Address.Beside.delete("responses", ONE, Inquiries::delete),
        Address.Beside.post("cancel", ONE + "/cancel", Inquiries::cancel),
        Address.Beside.get("input_items", ONE + "/input_items", Inquiries::items));
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return RequestReader.read(body, limits);
  }

  @Override
  public Encoder encoder(Told told) {
    return new ResponsesEncoder(told);
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return ResponseDocument.of(told, ending).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<byte[]> begun(Told told) {
    String queued = ResponseObject.running(told, "queued", "", "[]");
    return Optional.of(queued.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public byte[] problem(Problem problem) {
    return OpenAiError.of(problem);
  }
}
