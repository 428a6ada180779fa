package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserFoldersTest {
  private static final Path HOME = Path.of("/home/ada");

  @Test
  void sluiceHomeIsTheFolderItselfOnEverySystem() {
    Map<String, String> environment =
        Map.of("SLUICE_HOME", "/big/disk", "XDG_CACHE_HOME", "/xdg", "LOCALAPPDATA", "/local");
    for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      assertThat(UserFolders.cache(environment, os, HOME)).isEqualTo(Path.of("/big/disk"));
    }
  }

  @Test
  void xdgCacheHomeHoldsAFolderNamedSluice() {
    assertThat(UserFolders.cache(Map.of("XDG_CACHE_HOME", "/xdg"), "Linux", HOME))
        .isEqualTo(Path.of("/xdg/sluice"));
  }

  @Test
  void withNothingSetEachSystemHasItsOwnPlace() {
    assertThat(UserFolders.cache(Map.of(), "Linux", HOME)).isEqualTo(HOME.resolve(".cache/sluice"));
    assertThat(UserFolders.cache(Map.of(), "Mac OS X", HOME))
        .isEqualTo(HOME.resolve("Library/Caches/sluice"));
    assertThat(UserFolders.cache(Map.of("LOCALAPPDATA", "/local"), "Windows 11", HOME))
        .isEqualTo(Path.of("/local/sluice"));
    assertThat(UserFolders.cache(Map.of(), "Windows 11", HOME))
        .isEqualTo(HOME.resolve(".cache/sluice"));
  }

  @Test
  void homeIsTheVariableAsForAShellAndElseWhatTheSystemKnows() {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"));
    assertThat(UserFolders.home(Map.of("HOME", "/home/grace"))).isEqualTo(Path.of("/home/grace"));
    assertThat(UserFolders.home(Map.of("HOME", " ")))
        .isEqualTo(Path.of(System.getProperty("user.home")));
    assertThat(UserFolders.cache(Map.of("HOME", "/home/grace")).startsWith("/home/grace")).isTrue();
  }

  @Test
  void aBlankVariableIsAsGoodAsNone() {
    assertThat(UserFolders.cache(Map.of("SLUICE_HOME", " ", "XDG_CACHE_HOME", ""), "Linux", HOME))
        .isEqualTo(HOME.resolve(".cache/sluice"));
  }

  @Test
  void aRelativeFolderOfTheDesktopsIsNotHeeded() {
    Map<String, String> relative =
        Map.of("XDG_CACHE_HOME", "a", "XDG_CONFIG_HOME", "./b", "XDG_DATA_HOME", "c");
    assertThat(UserFolders.cache(relative, "Linux", HOME)).isEqualTo(HOME.resolve(".cache/sluice"));
    assertThat(UserFolders.config(relative, "Linux", HOME))
        .isEqualTo(HOME.resolve(".config/sluice/config.toml"));
    assertThat(UserFolders.data(relative, "Linux", HOME))
        .isEqualTo(HOME.resolve(".local/share/sluice"));
  }

  @Test
  void aRelativeFolderIsMadeAbsolute() {
    assertThat(UserFolders.cache(Map.of("SLUICE_HOME", "models"), "Linux", HOME))
        .isEqualTo(Path.of("models").toAbsolutePath());
  }

  @Test
  void theFileOfSettingsIsWhereItsSystemHasSuchFiles() {
    assertThat(UserFolders.config(Map.of(), "Linux", HOME))
        .isEqualTo(HOME.resolve(".config/sluice/config.toml"));
    assertThat(UserFolders.config(Map.of("XDG_CONFIG_HOME", "/xdg"), "Linux", HOME))
        .isEqualTo(Path.of("/xdg/sluice/config.toml"));
    assertThat(UserFolders.config(Map.of("APPDATA", "/roaming"), "Windows 11", HOME))
        .isEqualTo(Path.of("/roaming/sluice/config.toml"));
    assertThat(UserFolders.config(Map.of("SLUICE_CONFIG", "/etc/sluice.toml"), "Linux", HOME))
        .isEqualTo(Path.of("/etc/sluice.toml"));
  }

  @Test
  void sluiceDataIsTheFolderItselfOnEverySystem() {
    Map<String, String> environment =
        Map.of("SLUICE_DATA", "/big/disk", "XDG_DATA_HOME", "/xdg", "LOCALAPPDATA", "/local");
    for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      assertThat(UserFolders.data(environment, os, HOME)).isEqualTo(Path.of("/big/disk"));
    }
  }

  @Test
  void whatIsKeptForGoodIsWhereItsSystemHasSuchFiles() {
    assertThat(UserFolders.data(Map.of("XDG_DATA_HOME", "/xdg"), "Linux", HOME))
        .isEqualTo(Path.of("/xdg/sluice"));
    assertThat(UserFolders.data(Map.of(), "Linux", HOME))
        .isEqualTo(HOME.resolve(".local/share/sluice"));
    assertThat(UserFolders.data(Map.of(), "Mac OS X", HOME))
        .isEqualTo(HOME.resolve("Library/Application Support/sluice"));
    assertThat(UserFolders.data(Map.of("LOCALAPPDATA", "/local"), "Windows 11", HOME))
        .isEqualTo(Path.of("/local/sluice/data"));
    assertThat(UserFolders.data(Map.of(), "Windows 11", HOME))
        .isEqualTo(HOME.resolve(".local/share/sluice"));
  }

  @Test
  void whatIsKeptForGoodIsNotBelowWhatMayBeEmptied() {
    for (String os : new String[] {"Linux", "Mac OS X", "Windows 11"}) {
      Map<String, String> environment = Map.of("LOCALAPPDATA", "/local");
      assertThat(UserFolders.data(environment, os, HOME))
          .isNotEqualTo(UserFolders.cache(environment, os, HOME));
    }
  }

  @Test
  void aRelativeFolderOfWhatIsKeptIsMadeAbsolute() {
    assertThat(UserFolders.data(Map.of("SLUICE_DATA", "kept"), "Linux", HOME))
        .isEqualTo(Path.of("kept").toAbsolutePath());
  }
}
