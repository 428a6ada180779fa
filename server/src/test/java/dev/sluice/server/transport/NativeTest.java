package dev.sluice.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** That the suites over native sockets are over native sockets. */
class NativeTest {
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void epollIsThere() {
    assertThat(Instances.NATIVE.vertx().isNativeTransportEnabled()).isTrue();
    assertThat(Instances.NIO.vertx().isNativeTransportEnabled()).isFalse();
  }
}
