package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Without TestNG's engine the compatibility kit would not fail but be passed over in silence. */
class TckIsRunTest {
  @ParameterizedTest
  @ValueSource(classes = {PublisherTckTest.class, TextPublisherTckTest.class})
  void theKitIsFoundWhole(Class<?> kit) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(kit)).build();
    TestPlan plan = LauncherFactory.create().discover(request);
    assertThat(plan.countTestIdentifiers(test -> test.getType() == TestDescriptor.Type.TEST))
        .isEqualTo(38);
  }
}
