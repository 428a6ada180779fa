/** The embedded model: llama.cpp as the provider {@code local}. */
module dev.sluice.llamacpp {
  requires transitive dev.sluice;
  requires static transitive org.jspecify;

  // The provider alone: what it is made of is nobody's business.
  exports dev.sluice.llamacpp;

  provides dev.sluice.spi.provider.ModelProvider with
      dev.sluice.llamacpp.LocalProvider;
}
