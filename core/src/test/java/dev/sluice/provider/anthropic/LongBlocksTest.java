package dev.sluice.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.chat.Failure;
import dev.sluice.chat.Outcome;
import dev.sluice.chat.Part;
import dev.sluice.chat.StreamEvent;
import dev.sluice.spi.stream.StreamControl;
import dev.sluice.spi.stream.StreamSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What grows piece by piece takes no longer for a piece because much of it is there already. */
@Timeout(30)
class LongBlocksTest {
  private final List<StreamEvent> told = new ArrayList<>();

  private final StreamSink sink =
      new StreamSink() {
        @Override
        public void onOpen(StreamControl control) {}

        @Override
        public void onEvent(StreamEvent event) {
          if (event instanceof StreamEvent.PartEnded) {
            told.add(event);
          }
        }

        @Override
        public void onEnd(Outcome outcome) {}

        @Override
        public boolean isReady() {
          return true;
        }
      };

  private Block own(String list) {
    BlockStart start = new BlockStart("new", "", "", "", "", "", Map.of("list", list));
    return Block.begin("anthropic", 0, 0, start, sink);
  }

  private String ended(Block block) {
    block.end(sink);
    return ((Part.Native) ((StreamEvent.PartEnded) told.getLast()).ended()).json();
  }

  @Test
  void aListOfTheProvidersOwn() {
    Block block = own("[" + "1,".repeat(2_000_000) + "1]");
    for (int i = 0; i < 50_000; i++) {
      assertThat(block.own("{\"list\":[2]}", sink)).isNull();
    }
    assertThat(ended(block)).endsWith(",1" + ",2".repeat(50_000) + "]}");
  }

  @Test
  void listsOfNothingAddNothing() {
    Block block = own("[ ]");
    for (String delta : List.of("[]", "[1 ]", "[ ]", "[2,3]", "[]")) {
      assertThat(block.own("{\"type\":\"x\",\"list\":" + delta + "}", sink)).isNull();
    }
    assertThat(ended(block)).isEqualTo("{\"list\":[1,2,3]}");
  }

  @Test
  void aBlockOfTheProvidersOwnHasABound() {
    Block block = own("[]");
    String delta = "{\"text\":\"" + "x".repeat(6 * 1024 * 1024) + "\"}";
    assertThat(block.own(delta, sink)).isNull();
    assertThat(block.own(delta, sink)).isNull();
    assertThat(block.own(delta, sink))
        .isEqualTo(
            new Failure.LimitExceeded("a block of the content", 16 * 1024 * 1024, "characters"));
  }

  @Test
  void callsOfOneId() {
    ToolIds ids = new ToolIds();
    assertThat(ids.ofCall("a")).isEqualTo("a");
    assertThat(ids.ofCall("a_2")).isEqualTo("a_2");
    assertThat(ids.ofCall("a")).isEqualTo("a_3");
    for (int i = 0; i < 300_000; i++) {
      assertThat(ids.ofCall("a").length()).isPositive();
    }
    assertThat(ids.ofResult("a")).isEqualTo("a");
    assertThat(ids.ofResult("a")).isEqualTo("a_3");
  }

  @Test
  void signaturesOfManyBlocksHaveOneBound() {
    Blocks blocks = new Blocks("anthropic");
    String signature = "x".repeat(1024 * 1024);
    Failure.LimitExceeded excess = null;
    for (int i = 0; i < 17; i++) {
      assertThat(excess).isNull();
      blocks.begin(i, BlockStart.untold("thinking"), sink);
      Block block = blocks.find(i, Block.Kind.THOUGHTS);
      excess = blocks.sign(Objects.requireNonNull(block), signature);
    }
    assertThat(excess)
        .isEqualTo(
            new Failure.LimitExceeded(
                "what proves the thoughts of the answer", 16 * 1024 * 1024, "characters"));
  }

  @Test
  void signaturesThatComeWithTheirBlocksCountToo() {
    Blocks blocks = new Blocks("anthropic");
    BlockStart start = new BlockStart("thinking", "", "", "", "x".repeat(6_000_000), "", Map.of());
    for (int i = 0; i < 3; i++) {
      assertThat(blocks.excess()).isNull();
      blocks.begin(i, start, sink);
    }
    assertThat(blocks.excess())
        .isEqualTo(
            new Failure.LimitExceeded(
                "what proves the thoughts of the answer", 16 * 1024 * 1024, "characters"));
  }
}
