package dev.sluice.bench.gateway;

import dev.sluice.bench.RawResults;
import java.io.IOException;
import java.nio.file.Path;

final class GatewayPage {
  private GatewayPage() {}

  static void write(RawResults raw, String commit, Path folder) throws IOException {}
}
