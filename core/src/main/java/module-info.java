/** Streaming LLM responses: the library. */
module dev.sluice {
  requires java.net.http;
  requires tools.jackson.core;
  requires static jdk.jfr; // for JfrListener alone
  requires static transitive org.jspecify;

  exports dev.sluice;
  exports dev.sluice.codec;
  exports dev.sluice.fake;
  exports dev.sluice.models;
  exports dev.sluice.observe;
  exports dev.sluice.policy;
  exports dev.sluice.provider;
  exports dev.sluice.provider.openai;
  exports dev.sluice.sink;
  exports dev.sluice.stream;
  exports dev.sluice.time;
  exports dev.sluice.transport;

  uses dev.sluice.provider.ModelProvider;
}
