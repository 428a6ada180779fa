package dev.sluice.recipes;

import dev.sluice.chat.StreamEvent;
import dev.sluice.stream.ChatModel;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** Answers as server-sent events. */
@RestController
class ChatController {
  private final ChatModel model;

  ChatController(ChatModel model) {
    this.model = model;
  }

  @GetMapping(path = "/chat", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Flux<ServerSentEvent<String>> chat(@RequestParam String question) {
    return JdkFlowAdapter.flowPublisherToFlux(model.publisher(question))
        .handle(
            (event, out) -> {
              switch (event) {
                case StreamEvent.TextDelta piece ->
                    out.next(ServerSentEvent.builder(piece.text()).event("text").build());
                case StreamEvent.RefusalDelta piece ->
                    out.next(ServerSentEvent.builder(piece.text()).event("text").build());
                case StreamEvent.Restarted again ->
                    out.next(ServerSentEvent.builder("").event("restart").build());
                case StreamEvent.Ended end ->
                    out.next(ServerSentEvent.builder(end.ending().kind()).event("end").build());
                default -> {}
              }
            });
  }
}
