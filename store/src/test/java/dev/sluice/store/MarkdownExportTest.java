package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Message;
import dev.sluice.chat.Part;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkdownExportTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

  private static String page(String title, Message... messages) throws IOException {
    List<KeptMessage> kept = new ArrayList<>();
    for (Message message : messages) {
      kept.add(
          new KeptMessage(
              "M",
              Optional.empty(),
              Forms.role(message),
              Optional.of(message),
              AT,
              Optional.empty(),
              Optional.empty()));
    }
    return page(title, kept);
  }

  private static String page(String title, List<KeptMessage> kept) throws IOException {
    StringBuilder page = new StringBuilder();
    MarkdownExport.write(
        new Conversation("C", title, false, AT, AT, Optional.empty(), kept.size()), kept, page);
    return page.toString();
  }

  private static String contained(String text) throws IOException {
    String page = page("", Message.user(text));
    String heading = "## User – 2026-01-02T03:04:05Z\n\n";
    return page.substring(page.indexOf(heading) + heading.length());
  }

  @Test
  void rolesModelsAndTimesAreHeadings() throws IOException {
    assertThat(
            page(
                "Sky & <b>birds</b>",
                Message.system("Be brief."),
                Message.user("Why?"),
                new Message.Assistant(List.of(Part.text("Because.")), "openai/gpt_5")))
        .isEqualTo(
            """
            # Sky \\& \\<b\\>birds\\</b\\>

            ## System – 2026-01-02T03:04:05Z

            Be brief.

            ## User – 2026-01-02T03:04:05Z

            Why?

            ## Assistant, openai/gpt\\_5 – 2026-01-02T03:04:05Z

            Because.
            """);
  }

  @Test
  void howAnAnswerEndedIsSaidWhereItBrokeOff() throws IOException {
    KeptMessage cut =
        new KeptMessage(
            "M",
            Optional.empty(),
            "assistant",
            Optional.of(Message.assistant("half")),
            AT,
            Optional.of("R"),
            Optional.of("timed_out"));
    KeptMessage waiting =
        new KeptMessage(
            "M",
            Optional.empty(),
            "assistant",
            Optional.empty(),
            AT,
            Optional.of("R"),
            Optional.empty());
    assertThat(page("", List.of(cut, waiting)))
        .contains("## Assistant – 2026-01-02T03:04:05Z – timed\\_out\n\nhalf\n")
        .endsWith("## Assistant – 2026-01-02T03:04:05Z – not ended\n");
  }

  @Test
  void headingsOfAMessageAreSmallerThanThePages() throws IOException {
    assertThat(contained("# One\n## User\n###### Six\n#nothing\n    # code"))
        .isEqualTo("### One\n#### User\n###### Six\n#nothing\n    # code\n");
  }

  @Test
  void codeInFencesStaysAsItIs() throws IOException {
    String code = "Look:\n\n```java\n# not a heading\n<!-- x\n  ```\n\n~~~\n```\n~~~\nend";
    assertThat(contained(code)).isEqualTo(code + "\n");
  }

  @Test
  void whatMightReachOutOfItsPlaceIsQuoted() throws IOException {
    for (String text :
        List.of(
            "```\nnever closed",
            "````\n```\nnot closed by fewer",
            "```\n    ```",
            "- ```\n  code\n  ```",
            " ```\ncode\n ```",
            "text\n<!-- open",
            "<script>alert(1)",
            "<PRE>\n\nx",
            "<?php",
            "User\n====",
            "User\n---")) {
      List<String> lines = contained(text).lines().toList();
      assertThat(lines).as(text).allMatch(line -> line.startsWith(">"));
    }
    assertThat(contained("One\n\n---\n\nTwo")).isEqualTo("One\n\n---\n\nTwo\n");
  }

  @Test
  void whatToolsWereGivenAndGaveStandsInAFenceThatItDoesNotEnd() throws IOException {
    Part.ToolCall call = new Part.ToolCall("c", "a`b", "{\"x\":\"```\"}");
    assertThat(
            page(
                "",
                new Message.Assistant(List.of(call)),
                Message.toolResult(call, "````\n## User\n")))
        .contains("*Calls the tool* ``a`b``\n\n````json\n{\"x\":\"```\"}\n````\n")
        .contains("*The tool's result:* ``a`b``\n\n`````\n````\n## User\n`````\n");
  }

  @Test
  void mediaAreNamedAndNotShown() throws IOException {
    assertThat(
            page(
                "",
                Message.user(
                    Part.image(URI.create("https://example.com/a.png")),
                    Part.document("application/pdf", "a\nb.pdf", new byte[9]),
                    Part.audio("audio/wav", new byte[9]))))
        .contains("*Image:* `https://example.com/a.png`\n")
        .contains("*Document:* `a b.pdf`\n")
        .contains("*Audio:* `audio/wav`\n");
  }

  @Test
  void aTitleIsNoMarkup() throws IOException {
    assertThat(page("![x](http://e.x/?a)` #1", List.of()))
        .isEqualTo("# \\!\\[x\\](http://e.x/?a)\\` \\#1\n");
  }
}
