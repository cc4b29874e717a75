import type { FactoryProvider } from '@nestjs/common';
import type { Provider } from '@openfeature/server-sdk';
import { LiveConfig } from '../config/live-config.js';
import { SnapshotProvider } from './snapshot-provider.js';

export const FLAG_PROVIDER = Symbol('FLAG_PROVIDER');

/** The one place that says who evaluates flags: return another provider of OpenFeature here (docs/flags.md). */
export const flagProvider: FactoryProvider<Provider> = {
  provide: FLAG_PROVIDER,
  inject: [LiveConfig],
  useFactory: (config: LiveConfig) => {
    const provider = new SnapshotProvider();
    config.onPrepare(({ flags }) => provider.prepare(flags));
    return provider;
  },
};
