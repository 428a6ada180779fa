package dev.sluice.transport.differential;

import static dev.sluice.transport.differential.Quirk.Differs.CLIENT_LOSES;
import static dev.sluice.transport.differential.Quirk.Differs.CLIENT_REFUSES;
import static dev.sluice.transport.differential.Quirk.Differs.CLIENT_TAKES;
import static dev.sluice.transport.differential.Quirk.Differs.NOT;

import java.util.List;
import java.util.function.Consumer;

/**
 * Something odd about a response, and the rule that explains where the transports may differ over
 * it: RFC 9110 and 9112 are right, and not one of the two.
 *
 * @param section the section of the RFC that decides, and what it says where that is needed
 * @param change what it does to a response that is good
 */
record Quirk(String name, String section, Differs differs, Consumer<OddResponse.Draft> change) {

  static final List<Quirk> ALL =
      List.of(
          // The status line.
          quirk("lower case version", "9112 2.3", NOT, draft -> draft.status("http/1.1 200 OK")),
          quirk(
              "http 1 0",
              "9112 6.1: it knows no codings, and is faulty with one",
              CLIENT_TAKES,
              draft -> draft.unchunked("HTTP/1.0 200 OK")),
          quirk("higher minor version", "9110 2.5", NOT, draft -> draft.status("HTTP/1.2 200 OK")),
          quirk("other major version", "9110 2.5", NOT, draft -> draft.status("HTTP/2 200 OK")),
          quirk("no reason", "9112 4", NOT, draft -> draft.status("HTTP/1.1 200")),
          quirk("empty reason", "9112 4", NOT, draft -> draft.status("HTTP/1.1 200 ")),
          quirk("two spaces", "9112 4", NOT, draft -> draft.status("HTTP/1.1  200 OK")),
          quirk(
              "signed status",
              "9112 4: three digits",
              NOT,
              draft -> draft.status("HTTP/1.1 +20 OK")),
          quirk(
              "four digits",
              "9112 4: three digits",
              CLIENT_TAKES,
              draft -> draft.status("HTTP/1.1 2000 OK")),
          quirk("low status", "9110 15: from 100 on", NOT, draft -> draft.status("HTTP/1.1 099 X")),
          quirk("high status", "9110 15", NOT, draft -> draft.status("HTTP/1.1 999 X")),
          quirk(
              "nul in status",
              "9112 4: no control characters",
              CLIENT_TAKES,
              d -> d.status("HTTP/1.1 200 O\0K")),
          quirk("other protocol", "9112 4", NOT, draft -> draft.status("SSH-2.0-OpenSSH_9.2")),
          quirk(
              "empty line first", "9112 2.2: for servers alone", NOT, draft -> draft.lead("\r\n")),
          quirk("interim", "9110 15.2", NOT, draft -> draft.lead(interim(2))),
          quirk(
              "many interim",
              "9110 15.2: any number, within bounds of one's own, and the client's is eight",
              CLIENT_REFUSES,
              draft -> draft.lead(interim(12))),
          quirk(
              "switching",
              "9110 15.2.2: nobody asked for it",
              NOT,
              draft -> draft.lead("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")),
          quirk("no content", "9112 6.3", NOT, draft -> draft.bodiless("HTTP/1.1 204 No Content")),
          quirk(
              "no content with length",
              "9112 6.3: 204 has no body, whatever its length; the client refuses the length",
              CLIENT_REFUSES,
              draft -> {
                draft.bodiless("HTTP/1.1 204 No Content");
                draft.field("Content-Length: 5");
              }),
          quirk(
              "not modified with length",
              "9110 8.6",
              NOT,
              draft -> {
                draft.bodiless("HTTP/1.1 304 Not Modified");
                draft.field("Content-Length: 5");
              }),

          // Fields.
          quirk("bare lf", "9112 2.2: a recipient may take it", NOT, draft -> draft.eol("\n")),
          quirk(
              "bare cr",
              "9112 2.2: refused, or a space",
              CLIENT_TAKES,
              draft -> draft.field("X-B: a\rb")),
          quirk(
              "folded", "9112 5.2: refused, or spaces", NOT, draft -> draft.field("X-B: a\r\n b")),
          quirk(
              "folded framing",
              "9112 5.2: what is folded belongs to the value before it",
              NOT,
              draft -> draft.field("X-B: a\r\n Transfer-Encoding: chunked")),
          quirk(
              "no colon", "9112 5: name, colon, value", CLIENT_TAKES, draft -> draft.field("X-B")),
          quirk("empty name", "9110 5.1: a token", CLIENT_TAKES, draft -> draft.field(": a")),
          quirk(
              "blank before colon", "9112 5.1: refused, or removed", NOT, d -> d.field("X-B : a")),
          quirk("no token", "9110 5.1: a token", NOT, draft -> draft.field("X(B): a")),
          quirk("nul", "9110 5.5: refused, or a space", NOT, draft -> draft.field("X-B: a\0b")),
          quirk(
              "escape",
              "9110 5.5: invalid, and may be kept",
              CLIENT_TAKES,
              draft -> draft.field("X-B: \u001B[31m")),
          quirk("not ascii", "9110 5.5", NOT, draft -> draft.field("X-B: \u00DC")),
          quirk("no blank", "9112 5", NOT, draft -> draft.field("X-B:a")),
          quirk("blanks", "9112 5", NOT, draft -> draft.field("X-B: \t a \t ")),
          quirk(
              "many fields",
              "9110 5.4: bounds are one's own",
              CLIENT_TAKES,
              draft -> {
                for (int i = 0; i < 300; i++) {
                  draft.field("X-" + i + ": a");
                }
              }),
          quirk(
              "large head",
              "9110 5.4: bounds are one's own: 64 KiB here, 393,216 bytes in the client",
              CLIENT_TAKES,
              draft -> draft.field("X-B: " + "y".repeat(70_000))),
          quirk(
              "huge head",
              "9110 5.4: bounds are one's own",
              CLIENT_TAKES,
              draft -> draft.field("X-B: " + "y".repeat(400_000))),

          // Lengths.
          quirk("plus length", "9110 8.6: digits alone", NOT, draft -> draft.length("+%d")),
          quirk("minus length", "9110 8.6: digits alone", NOT, draft -> draft.length("-%d")),
          quirk("hex length", "9110 8.6", NOT, draft -> draft.length("0x%x")),
          quirk("fraction", "9110 8.6", NOT, draft -> draft.length("%d.0")),
          quirk("empty length", "9110 8.6", NOT, draft -> draft.length("")),
          quirk("zeros", "9110 8.6", NOT, draft -> draft.length("000%d")),
          quirk(
              "listed length",
              "9112 6.3: the same number in a list may be taken",
              CLIENT_REFUSES,
              d -> d.length("%1$d, %1$d")),
          quirk("listed lengths", "9112 6.3", NOT, draft -> draft.length("%1$d, 1")),
          quirk("length twice", "9112 6.3", NOT, draft -> draft.twoLengths("%d", "%d")),
          quirk("two lengths", "9112 6.3", NOT, draft -> draft.twoLengths("%d", "1")),
          quirk("largest length", "9110 8.6", NOT, draft -> draft.length("9223372036854775807")),
          quirk("larger length", "9110 8.6", NOT, draft -> draft.length("9223372036854775808")),
          quirk("short length", "9112 6.3", NOT, draft -> draft.length("2")),
          quirk("long length", "9112 8", NOT, draft -> draft.length("9%d")),
          quirk("until close", "9112 6.3", NOT, OddResponse.Draft::untilClose),

          // Codings.
          quirk("capitals", "9112 7", NOT, draft -> draft.coding("CHUNKED")),
          quirk(
              "chunks and length",
              "9112 6.3: an error, or chunks win",
              CLIENT_REFUSES,
              draft -> draft.coding("chunked\r\nContent-Length: 3")),
          quirk(
              "coding in 1 0",
              "9112 6.1: faulty framing",
              CLIENT_TAKES,
              draft -> {
                draft.coding("chunked");
                draft.status("HTTP/1.0 200 OK");
              }),
          quirk(
              "gzip chunked",
              "9112 6.1: not asked for",
              NOT,
              draft -> draft.coding("gzip, chunked")),
          quirk("chunked gzip", "9112 6.3", NOT, draft -> draft.coding("chunked, gzip")),
          quirk("chunked twice", "9112 6.1", NOT, draft -> draft.coding("chunked, chunked")),
          quirk(
              "two codings",
              "9112 6.1",
              NOT,
              draft -> draft.coding("gzip\r\nTransfer-Encoding: chunked")),
          quirk("identity", "9112 7", NOT, draft -> draft.coding("identity")),
          quirk("no coding", "9112 6.1", NOT, draft -> draft.coding("")),

          // Chunks.
          quirk("hex prefix", "9112 7.1: digits alone", CLIENT_TAKES, draft -> draft.size("0x%x")),
          quirk("plus size", "9112 7.1", NOT, draft -> draft.size("+%x")),
          quirk("minus size", "9112 7.1", NOT, draft -> draft.size("-%x")),
          quirk("blank before size", "9112 7.1", NOT, draft -> draft.size(" %x")),
          quirk("blanks after size", "9112 7.1", NOT, draft -> draft.size("%x \t ")),
          quirk("size in capitals", "9112 7.1", NOT, draft -> draft.size("00%X")),
          quirk("extension", "9112 7.1.1", NOT, draft -> draft.size("%x;a=b")),
          quirk("quoted extension", "9112 7.1.1", NOT, draft -> draft.size("%x;a=\"b;c\"")),
          quirk("two sizes", "9112 7.1: one size", CLIENT_TAKES, draft -> draft.size("%1$x %1$x")),
          quirk("no size", "9112 7.1: a size", CLIENT_TAKES, draft -> draft.size("")),
          quirk(
              "huge size",
              "9112 7.1: an overflow must be prevented",
              CLIENT_TAKES,
              draft -> draft.size("1000000%02x")),
          quirk(
              "lf after size",
              "9112 7.1: CRLF; a bare LF can be read in two ways",
              CLIENT_TAKES,
              d -> d.sizeEol("\n")),
          quirk("lf after chunk", "9112 7.1: CRLF", CLIENT_TAKES, draft -> draft.chunkEol("\n")),
          quirk(
              "no line after chunk", "9112 7.1: CRLF", CLIENT_TAKES, draft -> draft.chunkEol("xy")),
          quirk(
              "trailers",
              "9112 7.1.2: dropped; the client takes two bytes of them for the last line",
              CLIENT_LOSES,
              draft -> draft.trailers("X-T: a\r\n")),
          quirk("no last chunk", "9112 8", NOT, draft -> draft.last("")),
          quirk("no last line", "9112 8: incomplete", NOT, draft -> draft.end("")),
          quirk("cut", "9112 8", NOT, draft -> draft.cut(true)));

  /** Where the transports may differ, over a response with this quirk alone. */
  enum Differs {
    /** Nowhere. */
    NOT {
      @Override
      boolean explains(String nio, String client) {
        return false;
      }
    },
    /** The client takes what the RFC calls invalid. */
    CLIENT_TAKES {
      @Override
      boolean explains(String nio, String client) {
        return nio.equals("PROTOCOL") && !client.equals("PROTOCOL");
      }
    },
    /** The client refuses what the RFC allows. */
    CLIENT_REFUSES {
      @Override
      boolean explains(String nio, String client) {
        return !nio.equals("PROTOCOL") && client.equals("PROTOCOL");
      }
    },
    /** The client loses the end of what is good. */
    CLIENT_LOSES {
      @Override
      boolean explains(String nio, String client) {
        return nio.startsWith("200 ") && client.equals("LOST");
      }
    };

    abstract boolean explains(String nio, String client);
  }

  private static Quirk quirk(
      String name, String section, Differs differs, Consumer<OddResponse.Draft> change) {
    return new Quirk(name, section, differs, change);
  }

  static Quirk named(String name) {
    return ALL.stream().filter(quirk -> quirk.name.equals(name)).findFirst().orElseThrow();
  }

  void applyTo(OddResponse.Draft draft) {
    change.accept(draft);
  }

  private static String interim(int count) {
    return "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(count);
  }

  @Override
  public String toString() {
    return name;
  }
}
