package dev.sluice.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Bodies of ordinary answers, as the providers' documentation shows them and their servers send
 * them: every member that is usual, and what comes before and after the text. The words need no
 * escapes.
 */
final class FormatBodies {
  /** The paddings of Bedrock's frames are the beginning of this, of any length. */
  private static final String PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0";

  private static final int CHECKSUM_BYTES = 4;

  /** A header's value is a text. */
  private static final byte TEXT = 7;

  private FormatBodies() {}

  static byte[] chatCompletions(List<String> words) {
    String front =
        "{\"id\":\"chatcmpl-B7f2kQ9sVx0LmT4rYw8ZcN1hJd3Ge\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1790000000,\"model\":\"bench-4.1-mini-2026-11-01\","
            + "\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0a1b2c3d4e\",\"choices\":";
    String choice = front + "[{\"index\":0,\"delta\":{";
    String back = "},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null";
    StringBuilder body = new StringBuilder();
    data(body, choice + "\"role\":\"assistant\",\"content\":\"\",\"refusal\":null" + back, "x1");
    for (String word : words) {
      data(body, choice + "\"content\":\"" + word + "\"" + back, padding(word));
    }
    data(body, choice + back.replace("n\":null}]", "n\":\"stop\"}]"), "Fz09");
    data(
        body,
        front
            + "[],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":300,\"total_tokens\":316,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0,"
            + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}",
        "h9Ri");
    return bytes(body.append("data: [DONE]\n\n"));
  }

  private static void data(StringBuilder body, String json, String obfuscation) {
    body.append("data: ").append(json).append(",\"obfuscation\":\"").append(obfuscation);
    body.append("\"}\n\n");
  }

  /** So much that all events are about equally long. */
  private static String padding(String word) {
    return PADDING.substring(0, Math.max(1, 12 - word.length()));
  }

  static byte[] responses(List<String> words) {
    String text = String.join("", words);
    String id = "msg_0a1b2c3d4e5f60718293a4b5c6d7e8f90123456789abcdef01";
    String place = "\"item_id\":\"" + id + "\",\"output_index\":0,\"content_index\":0,";
    StringBuilder body = new StringBuilder();
    int at = 0;
    event(body, "response.created", at++, response("in_progress", "", "null"));
    event(body, "response.in_progress", at++, response("in_progress", "", "null"));
    String open = "{\"id\":\"" + id + "\",\"type\":\"message\",\"status\":\"in_progress\",";
    String item = "\"output_index\":0,\"item\":";
    event(
        body,
        "response.output_item.added",
        at++,
        item + open + "\"content\":[],\"role\":\"assistant\"}");
    event(body, "response.content_part.added", at++, place + "\"part\":" + outputText(""));
    for (String word : words) {
      event(
          body,
          "response.output_text.delta",
          at++,
          place + "\"delta\":\"" + word + "\",\"logprobs\":[]");
    }
    event(
        body,
        "response.output_text.done",
        at++,
        place + "\"text\":\"" + text + "\",\"logprobs\":[]");
    event(body, "response.content_part.done", at++, place + "\"part\":" + outputText(text));
    String whole =
        open.replace("in_progress", "completed")
            + "\"content\":["
            + outputText(text)
            + "],\"role\":\"assistant\"}";
    event(body, "response.output_item.done", at++, item + whole);
    String usage =
        "{\"input_tokens\":16,\"input_tokens_details\":{\"cached_tokens\":0},"
            + "\"output_tokens\":300,\"output_tokens_details\":{\"reasoning_tokens\":0},"
            + "\"total_tokens\":316}";
    event(body, "response.completed", at, response("completed", whole, usage));
    return bytes(body);
  }

  private static String outputText(String text) {
    return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":\""
        + text
        + "\"}";
  }

  private static String response(String status, String output, String usage) {
    return "\"response\":{\"id\":\"resp_0a1b2c3d4e5f60718293a4b5c6d7e8f90123456789abcdef02\","
        + "\"object\":\"response\",\"created_at\":1790000000,\"status\":\""
        + status
        + "\",\"background\":false,\"error\":null,\"incomplete_details\":null,"
        + "\"instructions\":null,\"max_output_tokens\":null,\"max_tool_calls\":null,"
        + "\"model\":\"bench-4.1-mini-2026-11-01\",\"output\":["
        + output
        + "],\"parallel_tool_calls\":true,\"previous_response_id\":null,"
        + "\"reasoning\":{\"effort\":null,\"summary\":null},\"service_tier\":\"auto\","
        + "\"store\":false,\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},"
        + "\"tool_choice\":\"auto\",\"tools\":[],\"top_logprobs\":0,\"top_p\":1.0,"
        + "\"truncation\":\"disabled\",\"usage\":"
        + usage
        + ",\"user\":null,\"metadata\":{}}";
  }

  private static void event(StringBuilder body, String type, int number, String members) {
    event(body, type, "\"sequence_number\":" + number + "," + members);
  }

  /** An event whose type is said twice. */
  private static void event(StringBuilder body, String type, String members) {
    body.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type);
    body.append("\",").append(members).append("}\n\n");
  }

  static byte[] messages(List<String> words) {
    StringBuilder body = new StringBuilder();
    event(
        body,
        "message_start",
        "\"message\":{\"model\":\"bench-sonnet-4-5-20250929\",\"id\":\"msg_01QC4g3HwBThD4BaNtBck\","
            + "\"type\":\"message\",\"role\":\"assistant\",\"content\":[],\"stop_reason\":null,"
            + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":12,"
            + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,"
            + "\"output_tokens\":1,\"service_tier\":\"standard\"}}");
    event(
        body,
        "content_block_start",
        "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    body.append("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    for (String word : words) {
      event(
          body,
          "content_block_delta",
          "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + word + "\"}");
    }
    event(body, "content_block_stop", "\"index\":0");
    event(
        body,
        "message_delta",
        "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
            + "\"usage\":{\"input_tokens\":12,\"cache_creation_input_tokens\":0,"
            + "\"cache_read_input_tokens\":0,\"output_tokens\":300}");
    return bytes(body.append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
  }

  /** Every event says what has been used so far. */
  static byte[] generateContent(List<String> words) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      boolean isLast = i == words.size() - 1;
      body.append("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"")
          .append(words.get(i))
          .append("\"}],\"role\":\"model\"},")
          .append(isLast ? "\"finishReason\":\"STOP\"," : "")
          .append("\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":9,")
          .append("\"candidatesTokenCount\":")
          .append(i + 1)
          .append(",\"totalTokenCount\":")
          .append(i + 10)
          .append(",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":9}]},")
          .append("\"modelVersion\":\"bench-3-pro-preview\",")
          .append("\"responseId\":\"bH6LaZW8Fp_3nsEPqtaSwQ4\"}\r\n\r\n");
    }
    return bytes(body);
  }

  /** Binary messages, whose JSON has a padding of any length. */
  static byte[] converse(List<String> words) {
    ByteBuffer body = ByteBuffer.allocate(1_024 + 512 * words.size());
    message(body, "messageStart", "{\"p\":\"abcdefghijk\",\"role\":\"assistant\"}");
    for (int i = 0; i < words.size(); i++) {
      String padding = PADDING.substring(0, 1 + i * 7 % (PADDING.length() - 1));
      message(
          body,
          "contentBlockDelta",
          "{\"contentBlockIndex\":0,\"delta\":{\"text\":\""
              + words.get(i)
              + "\"},\"p\":\""
              + padding
              + "\"}");
    }
    message(body, "contentBlockStop", "{\"contentBlockIndex\":0,\"p\":\"abcdefghijklmnop\"}");
    message(body, "messageStop", "{\"p\":\"abcdefghijklmnopq\",\"stopReason\":\"end_turn\"}");
    message(
        body,
        "metadata",
        "{\"metrics\":{\"latencyMs\":2040},\"p\":\"abcdef\","
            + "\"usage\":{\"inputTokens\":22,\"outputTokens\":300,\"totalTokens\":322}}");
    byte[] all = new byte[body.position()];
    body.flip().get(all);
    return all;
  }

  /** As AWS describes its event streams: lengths, checksum, headers, payload, checksum. */
  private static void message(ByteBuffer body, String type, String payload) {
    ByteBuffer headers = ByteBuffer.allocate(256);
    header(headers, ":event-type", type);
    header(headers, ":content-type", "application/json");
    header(headers, ":message-type", "event");
    headers.flip();
    byte[] json = payload.getBytes(StandardCharsets.US_ASCII);
    int from = body.position();
    int length = 2 * Integer.BYTES + CHECKSUM_BYTES + headers.remaining() + json.length;
    body.putInt(length + CHECKSUM_BYTES).putInt(headers.remaining());
    body.putInt(checksum(body, from));
    body.put(headers).put(json);
    body.putInt(checksum(body, from));
  }

  private static void header(ByteBuffer headers, String name, String value) {
    headers.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    headers.put(TEXT).putShort((short) value.length());
    headers.put(value.getBytes(StandardCharsets.US_ASCII));
  }

  /** Of all from there to where the buffer is. */
  private static int checksum(ByteBuffer body, int from) {
    CRC32 sum = new CRC32();
    sum.update(body.duplicate().flip().position(from));
    return (int) sum.getValue();
  }

  static byte[] ollama(List<String> words) {
    StringBuilder body = new StringBuilder();
    String front = "{\"model\":\"bench3.2\",\"created_at\":\"2026-11-28T08:52:19.385406455Z\",";
    for (String word : words) {
      body.append(front).append("\"message\":{\"role\":\"assistant\",\"content\":\"").append(word);
      body.append("\"},\"done\":false}\n");
    }
    body.append(front).append("\"message\":{\"role\":\"assistant\",\"content\":\"\"},");
    body.append("\"done\":true,\"done_reason\":\"stop\",\"total_duration\":4883583458,");
    body.append("\"load_duration\":1334875,\"prompt_eval_count\":26,");
    body.append("\"prompt_eval_duration\":342546000,\"eval_count\":300,");
    return bytes(body.append("\"eval_duration\":4535599000}\n"));
  }

  private static byte[] bytes(StringBuilder text) {
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
