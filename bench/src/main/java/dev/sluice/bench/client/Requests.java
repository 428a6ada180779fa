package dev.sluice.bench.client;

/** What the floors send, who know no format. */
final class Requests {
  static final String BODY =
      "{\"model\":\"bench\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
          + "\"messages\":[{\"role\":\"user\",\"content\":\"Count.\"}]}";

  private Requests() {}
}
