import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { LiveConfig } from './live-config.js';
import type { LoadedConfiguration } from './load-configuration.js';

/**
 * Offers the loaded configuration everywhere: settings by `ConfigService<Settings, true>`, the files by
 * `LiveConfig`. Both were checked before, so nothing here reads files or environment variables again.
 */
@Module({})
export class ConfigurationModule {
  static register({ settings, snapshot }: Pick<LoadedConfiguration, 'settings' | 'snapshot'>): DynamicModule {
    return {
      module: ConfigurationModule,
      global: true,
      imports: [
        ConfigModule.forRoot({
          isGlobal: true,
          ignoreEnvFile: true,
          skipProcessEnv: true,
          load: [() => settings],
        }),
      ],
      providers: [{ provide: LiveConfig, useValue: new LiveConfig(snapshot) }],
      exports: [LiveConfig],
    };
  }
}
