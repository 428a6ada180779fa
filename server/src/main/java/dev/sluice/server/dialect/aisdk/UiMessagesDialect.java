package dev.sluice.server.dialect.aisdk;

import dev.sluice.chat.Ending;
import dev.sluice.json.JsonException;
import dev.sluice.json.JsonReader;
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

/** The UI messages of the AI SDK, as its chat transports ask for them and read them. */
public final class UiMessagesDialect implements Dialect {
  private static final String NAME = "ai-sdk.ui-messages";
  private static final String CHAT = "/api/chat";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String wireFormat() {
    return "";
  }

  /** The client's own stop closes its connection, and so does a page that is loaded again. */
  @Override
  public List<Address> addresses() {
    return List.of(
        new Address.Runs(CHAT, true),
        Address.Beside.get("chat-stream", CHAT + "/{}/stream", Chats::resume),
        Address.Beside.post("chat-stop", CHAT + "/{}/stop", Chats::stop));
  }

  /** Its messages have parts; a body without messages says what triggered it. */
  @Override
  public boolean claims(Head head, byte[] body) {
    if (body.length == 0) {
      return false;
    }
    int from = startsWithBom(body) ? 3 : 0;
    try (JsonReader json = new JsonReader(body, from, body.length - from)) {
      return isOurs(json);
    } catch (JsonException malformed) {
      return false;
    }
  }

  private static boolean startsWithBom(byte[] body) {
    return body.length > 3
        && body[0] == (byte) 0xEF
        && body[1] == (byte) 0xBB
        && body[2] == (byte) 0xBF;
  }

  private static boolean isOurs(JsonReader json) {
    if (!json.enterObject()) {
      return false;
    }
    for (String name; (name = json.nextName()) != null; ) {
      switch (name) {
        case "trigger" -> {
          return true;
        }
        case "messages" -> {
          if (hasParts(json)) {
            return true;
          }
        }
        default -> json.skip();
      }
    }
    return false;
  }

  /** Whether the first one has; otherwise all of them are passed over. */
  private static boolean hasParts(JsonReader json) {
    if (!json.enterArray()) {
      return false;
    }
    for (boolean isFirst = true; json.nextElement(); isFirst = false) {
      if (!isFirst) {
        json.skip();
      } else if (json.enterObject()) {
        for (String name; (name = json.nextName()) != null; ) {
          if (name.equals("parts") && json.isArray()) {
            return true;
          }
          json.skip();
        }
      }
    }
    return false;
  }

  @Override
  public Asked decode(Head head, byte[] body, Limits limits) {
    return UiRequestReader.read(body, limits);
  }

  @Override
  public Encoder encoder(Told told) {
    return new UiEncoder(told);
  }

  @Override
  public byte[] document(Told told, Ending ending) {
    return UiDocument.of(told, ending);
  }

  @Override
  public byte[] problem(Problem problem) {
    return OpenAiError.of(problem);
  }
}
