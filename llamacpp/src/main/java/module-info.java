/** The embedded model: llama.cpp as the provider {@code local}. */
module dev.sluice.llamacpp {
  requires transitive dev.sluice;
  requires static transitive org.jspecify;

  exports dev.sluice.llamacpp;
  exports dev.sluice.llamacpp.binding;
  exports dev.sluice.llamacpp.engine;
  exports dev.sluice.llamacpp.store;

  provides dev.sluice.provider.ModelProvider with
      dev.sluice.llamacpp.LocalProvider;
}
