package dev.sluice.recipes;

import dev.sluice.models.Models;
import dev.sluice.policy.OnCut;
import dev.sluice.provider.openai.OpenAiProvider;
import dev.sluice.stream.ChatModel;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Models as beans. */
@Configuration(proxyBeanMethods = false)
class Chat {
  @Bean(destroyMethod = "close")
  Models models(Environment settings) {
    return Models.builder()
        .provider(
            OpenAiProvider.builder()
                .baseUrl(settings.getRequiredProperty("chat.url"))
                .key(settings.getRequiredProperty("chat.key"))
                .build())
        .withoutEnvironment()
        .build();
  }

  @Bean
  ChatModel chatModel(Models models) {
    return models.model("openai/gpt-4o-mini").with(OnCut.resume());
  }
}
