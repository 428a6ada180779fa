/** Streaming LLM responses: the library. */
module dev.sluice {
  requires java.net.http;
  requires tools.jackson.core;
  requires static jdk.jfr; // for JfrListener alone
  requires static transitive org.jspecify;

  // For users.
  exports dev.sluice;
  exports dev.sluice.chat;
  exports dev.sluice.codec;
  exports dev.sluice.fake;
  exports dev.sluice.log;
  exports dev.sluice.models;
  exports dev.sluice.observe;
  exports dev.sluice.policy;
  exports dev.sluice.provider;
  exports dev.sluice.provider.anthropic;
  exports dev.sluice.provider.gemini;
  exports dev.sluice.provider.bedrock;
  exports dev.sluice.provider.ollama;
  exports dev.sluice.provider.openai;
  exports dev.sluice.sink;
  exports dev.sluice.stream;
  exports dev.sluice.time;

  // For whoever brings sources, policies, providers or transports.
  exports dev.sluice.spi.provider;
  exports dev.sluice.spi.stream;
  exports dev.sluice.spi.transport;

  uses dev.sluice.spi.provider.ModelProvider;
}
