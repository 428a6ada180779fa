package dev.sluice.spi.provider;

import dev.sluice.chat.Failure.Reason;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells what a provider blames, by its status and the words of its error. The words are those of
 * the public error tables of OpenAI, Azure, Anthropic, Google, Groq, DeepSeek, Mistral, OpenRouter,
 * Together, Fireworks, xAI, Moonshot, DashScope, Zhipu, MiniMax and Cerebras, and what vLLM,
 * SGLang, llama.cpp, LM Studio and LiteLLM send.
 *
 * <p>What is more exact comes first: that money is used up is told by the status of a limit too, a
 * context that is too long by that of any fault in the request.
 */
final class Reasons {
  private static final Pattern QUOTA =
      Pattern.compile(
          "insufficient.?(quota|balance|credit|fund)|billing|payment|credit.?balance"
              + "|exceeded_current_quota|quota_exhausted|arrear|budget.?exceeded|out.?of.?credit"
              + "|account.?suspended|usage_limit|spend(ing)?.?limit|prepaidbilloverdue");

  private static final Pattern QUOTA_SAID =
      Pattern.compile(
          "insufficient (account )?(balance|credit|fund|quota)|credit balance is too low"
              + "|exceeded your current quota, please check your plan"
              + "|(does not|doesn't) have any credits|out of credits|used all available credits"
              + "|requires more credits|budget has been exceeded|spend(ing)? (limit|cap)"
              + "|free (tier|quota).{0,40}(exhausted|used up)|payment required"
              + "|\\u4f59\\u989d\\u4e0d\\u8db3|\\u6b20\\u8d39");

  /** Of those who call a limit within a time a quota. */
  private static final Pattern LIMIT = Pattern.compile("resource_exhausted|rate.?limit|throttl");

  private static final Pattern CONTEXT =
      Pattern.compile(
          "context.?length|context.?window|context.?size|context limit|maximum context"
              + "|max_model_len|maximum (prompt|input|model) length|model maximum context"
              + "|prompt (is )?too long|input is too long|token length too long|model token limit"
              + "|too many (input )?tokens|maximum number of tokens allowed"
              + "|longer than the (model|maximum)|`inputs` (tokens|must)|range of input length"
              + "|string_above_max_length|reduce the length of the (messages|prompt|input)"
              + "|tokens to keep from the initial prompt|prompt \\u8d85\\u957f");

  private static final Pattern FILTER =
      Pattern.compile(
          "content.?filter|content.?policy|responsibleai|safety|data.?inspection|moderation"
              + "|sensitive|prohibited_content|content_management");
  private static final Pattern FILTER_SAID =
      Pattern.compile(
          "content management policy|inappropriate content|considered high risk"
              + "|(flagged|blocked) by .{0,40}(moderation|filter|policy)|requires moderation");

  private static final Pattern KEY =
      Pattern.compile(
          "(incorrect|invalid|missing|no|expired|wrong).{0,3}api.?key|api.?key.{0,20}(not valid"
              + "|invalid|missing|expired|required)|invalid.?(authentication|token|access.?token)");

  private static final Pattern TOO_LARGE = Pattern.compile("request too large|request_too_large");

  private static final Pattern OVERLOADED =
      Pattern.compile(
          "overload|capacity|unavailable|queue_exceeded|insufficient_system_resource"
              + "|server.?(is.?)?busy|no_available");
  private static final Pattern OVERLOADED_SAID =
      Pattern.compile(
          "overloaded|loading model|currently loading|high (traffic|demand|load)|over capacity"
              + "|server is busy|temporarily unavailable");

  private static final Pattern RATE =
      Pattern.compile("rate.?limit|throttl|too.?many.?(requests|tokens)|resource_exhausted|limit_");
  private static final Pattern RATE_SAID = Pattern.compile("rate limit|too many requests");
  private static final Pattern AUTHENTICATION =
      Pattern.compile("authenticat|invalid.?api.?key|incorrect_api_key|unauthorized");
  private static final Pattern PERMISSION =
      Pattern.compile("permission|forbidden|access.?denied|not_allowed");
  private static final Pattern NOT_FOUND = Pattern.compile("not.?found|notfound|does not exist");
  private static final Pattern NOT_FOUND_SAID =
      Pattern.compile("model .{0,100}(not found|does not exist|not exist)|no such model");
  private static final Pattern SERVER =
      Pattern.compile("server.?error|internal|api_error|network_error|engine_error");
  private static final Pattern INVALID =
      Pattern.compile("invalid|validation|bad.?request|unprocessable|missing_|unsupported");
  private static final Pattern INVALID_SAID =
      Pattern.compile("invalid request|bad request|validation error");

  private static final Pattern ZHIPU = Pattern.compile("1[0-3]\\d\\d");
  private static final String MINIMAX = "minimax-";

  /** More than anybody's message before it says what is wrong. */
  private static final int MAX_LENGTH = 4096;

  private Reasons() {}

  /**
   * What is blamed.
   *
   * @param said the status of the response; zero if there is none
   */
  static Reason of(int said, ErrorBody error) {
    String words = lower(error.words());
    String message = lower(error.message());
    Reason numbered = numbered(error);
    if (numbered != Reason.UNKNOWN) {
      return numbered;
    }
    int status = said != 0 ? said : error.status();
    if (status == 402 || has(QUOTA, words) || (has(QUOTA_SAID, message) && !has(LIMIT, words))) {
      return Reason.QUOTA;
    }
    boolean mayBeOfRequest = status == 0 || status == 400 || status == 413 || status == 422;
    if ((mayBeOfRequest || status == 500) && (has(CONTEXT, message) || has(CONTEXT, words))) {
      return Reason.CONTEXT_TOO_LONG;
    }
    if (has(FILTER, words) || has(FILTER_SAID, message)) {
      return Reason.CONTENT_FILTERED;
    }
    if ((mayBeOfRequest || status == 403) && (has(KEY, words) || has(KEY, message))) {
      return Reason.AUTHENTICATION;
    }
    if (has(TOO_LARGE, message) || has(TOO_LARGE, words)) {
      return Reason.INVALID_REQUEST; // Larger than a limit lets through at any time.
    }
    boolean mayBeOverload = status == 0 || status == 429 || status == 498 || status >= 500;
    if (mayBeOverload && (has(OVERLOADED, words) || has(OVERLOADED_SAID, message))) {
      return Reason.OVERLOADED;
    }
    Reason told = Reason.ofStatus(status);
    if (told != Reason.UNKNOWN) {
      return told;
    }
    told = byWords(words);
    return told == Reason.UNKNOWN ? byMessage(message) : told;
  }

  private static boolean has(Pattern pattern, String text) {
    return pattern.matcher(text).find();
  }

  private static String lower(String text) {
    return text.substring(0, Math.min(MAX_LENGTH, text.length())).toLowerCase(Locale.ROOT);
  }

  private static Reason byWords(String words) {
    if (has(RATE, words)) {
      return Reason.RATE_LIMITED;
    }
    if (has(AUTHENTICATION, words)) {
      return Reason.AUTHENTICATION;
    }
    if (has(PERMISSION, words)) {
      return Reason.PERMISSION;
    }
    if (has(NOT_FOUND, words)) {
      return Reason.NOT_FOUND;
    }
    if (has(SERVER, words)) {
      return Reason.SERVER_ERROR;
    }
    return has(INVALID, words) ? Reason.INVALID_REQUEST : Reason.UNKNOWN;
  }

  private static Reason byMessage(String message) {
    if (has(RATE_SAID, message)) {
      return Reason.RATE_LIMITED;
    }
    if (has(NOT_FOUND_SAID, message)) {
      return Reason.NOT_FOUND;
    }
    if (message.startsWith("internal server error")) {
      return Reason.SERVER_ERROR;
    }
    return has(INVALID_SAID, message) ? Reason.INVALID_REQUEST : Reason.UNKNOWN;
  }

  /** Of those who have numbers of their own, which mean another thing with each of them. */
  private static Reason numbered(ErrorBody error) {
    if (error.others().contains(MINIMAX)) {
      return miniMax(error.code());
    }
    return ZHIPU.matcher(error.code()).matches() ? zhipu(error.code()) : Reason.UNKNOWN;
  }

  /** The table "Error Codes" of MiniMax' API reference. */
  private static Reason miniMax(String code) {
    return switch (code) {
      case "1002", "1041", "2045" -> Reason.RATE_LIMITED;
      case "1004", "2049" -> Reason.AUTHENTICATION;
      case "1008", "2056" -> Reason.QUOTA;
      case "1026", "1027", "1043" -> Reason.CONTENT_FILTERED;
      case "1039" -> Reason.CONTEXT_TOO_LONG;
      case "1042", "2013" -> Reason.INVALID_REQUEST;
      case "1000", "1001", "1013", "1024", "1033" -> Reason.SERVER_ERROR;
      default -> Reason.UNKNOWN;
    };
  }

  /** The table of business error codes of Zhipu's API reference. */
  private static Reason zhipu(String code) {
    return switch (code) {
      case "1000", "1001", "1002", "1003", "1004" -> Reason.AUTHENTICATION;
      case "1110", "1111", "1112", "1121", "1220", "1311" -> Reason.PERMISSION;
      case "1113", "1304", "1308", "1309", "1310" -> Reason.QUOTA;
      case "1211", "1221", "1222" -> Reason.NOT_FOUND;
      case "1210", "1212", "1213", "1214", "1215" -> Reason.INVALID_REQUEST;
      case "1261" -> Reason.CONTEXT_TOO_LONG;
      case "1301" -> Reason.CONTENT_FILTERED;
      case "1302", "1303", "1313" -> Reason.RATE_LIMITED;
      case "1305", "1312" -> Reason.OVERLOADED;
      case "1120", "1200", "1230", "1234" -> Reason.SERVER_ERROR;
      default -> Reason.UNKNOWN;
    };
  }
}
