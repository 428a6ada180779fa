package dev.sluice.llamacpp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheFolderTest {
  private static final Path HOME = Path.of("/home/ada");

  @Test
  void sluiceHomeIsTheFolderItselfOnEverySystem() {
    Map<String, String> environment =
        Map.of("SLUICE_HOME", "/big/disk", "XDG_CACHE_HOME", "/xdg", "LOCALAPPDATA", "/local");
    for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      assertThat(CacheFolder.of(environment, os, HOME)).isEqualTo(Path.of("/big/disk"));
    }
  }

  @Test
  void xdgCacheHomeHoldsAFolderNamedSluice() {
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/xdg"), "Linux", HOME))
        .isEqualTo(Path.of("/xdg/sluice"));
  }

  @Test
  void withNothingSetEachSystemHasItsOwnPlace() {
    assertThat(CacheFolder.of(Map.of(), "Linux", HOME)).isEqualTo(HOME.resolve(".cache/sluice"));
    assertThat(CacheFolder.of(Map.of(), "Mac OS X", HOME))
        .isEqualTo(HOME.resolve("Library/Caches/sluice"));
    assertThat(CacheFolder.of(Map.of("LOCALAPPDATA", "/local"), "Windows 11", HOME))
        .isEqualTo(Path.of("/local/sluice"));
    assertThat(CacheFolder.of(Map.of(), "Windows 11", HOME))
        .isEqualTo(HOME.resolve(".cache/sluice"));
  }

  @Test
  void homeIsTheVariableAsForAShellAndElseWhatTheSystemKnows() {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"));
    assertThat(CacheFolder.home(Map.of("HOME", "/home/grace"))).isEqualTo(Path.of("/home/grace"));
    assertThat(CacheFolder.home(Map.of("HOME", " ")))
        .isEqualTo(Path.of(System.getProperty("user.home")));
    assertThat(CacheFolder.of(Map.of("HOME", "/home/grace")).startsWith("/home/grace")).isTrue();
  }

  @Test
  void aBlankVariableIsAsGoodAsNone() {
    assertThat(CacheFolder.of(Map.of("SLUICE_HOME", " ", "XDG_CACHE_HOME", ""), "Linux", HOME))
        .isEqualTo(HOME.resolve(".cache/sluice"));
  }

  @Test
  void aRelativeFolderIsMadeAbsolute() {
    assertThat(CacheFolder.of(Map.of("SLUICE_HOME", "models"), "Linux", HOME))
        .isEqualTo(Path.of("models").toAbsolutePath());
  }
}
