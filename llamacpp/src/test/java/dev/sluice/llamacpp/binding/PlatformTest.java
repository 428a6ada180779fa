package dev.sluice.llamacpp.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
  @Test
  void theTableHasTheFivePlatformsEachWithItsPackageAndRelease() {
    assertThat(Platform.all())
        .containsExactly(
            new Platform("linux-x64", "@node-llama-cpp/linux-x64", "3.22.1", "v0.5.0"),
            new Platform("linux-arm64", "@node-llama-cpp/linux-arm64", "3.22.1", "v0.5.0"),
            new Platform("mac-arm64", "@node-llama-cpp/mac-arm64-metal", "3.21.1", "v0.4.0"),
            new Platform("mac-x64", "@node-llama-cpp/mac-x64", "3.21.1", "v0.4.0"),
            new Platform("win-x64", "@node-llama-cpp/win-x64", "3.21.1", "v0.4.0"));
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x64",
    "Linux, aarch64, linux-arm64",
    "Mac OS X, aarch64, mac-arm64",
    "Mac OS X, x86_64, mac-x64",
    "Windows 11, amd64, win-x64",
    "Windows Server 2025, amd64, win-x64",
    "Linux, riscv64, linux-riscv64",
    "FreeBSD, amd64, freebsd-x64"
  })
  void aJvmTellsItsPlatformByTwoProperties(String os, String arch, String name) {
    assertThat(Platform.name(os, arch)).isEqualTo(name);
    assertThat(Platform.named(name).isPresent())
        .isEqualTo(Platform.all().stream().anyMatch(platform -> platform.name().equals(name)));
  }

  @Test
  void aPlatformWithoutLibrariesInThisBuildIsToldWhatToInstall(@TempDir Path cache) {
    String packed = Platform.current().equals("win-x64") ? "mac-x64" : "win-x64";
    assertThatThrownBy(() -> NativeLibraries.unpack(cache, packed, _ -> 0))
        .isInstanceOf(LlamaException.class)
        .hasMessage(
            "This build holds no llama.cpp for %s: npm was missing or failed when it was built. Install Node.js (it brings npm) and build again; the build then takes @node-llama-cpp/%s@3.21.1."
                .formatted(packed, packed));
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void aPlatformThatHasNoLibrariesAtAllIsToldWhichHave(@TempDir Path cache) {
    assertThatThrownBy(() -> NativeLibraries.unpack(cache, "freebsd-x64", _ -> 0))
        .hasMessage(
            "There is no prebuilt llama.cpp for freebsd-x64. The embedded model runs on linux-x64, linux-arm64, mac-arm64, mac-x64, win-x64.");
  }
}
