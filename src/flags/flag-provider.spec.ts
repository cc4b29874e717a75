import { FlagdCore } from '@openfeature/flagd-core';
import { afterEach, expect, it, vi } from 'vitest';
import { aFlag } from '../../test/support/a-flag.js';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { LiveConfig } from '../config/live-config.js';
import { FlagErrors } from './flag-errors.js';
import { flagProvider } from './flag-provider.js';
import { Flags } from './flags.js';

afterEach(() => vi.restoreAllMocks());

it('reads the flags of a snapshot before it serves, and no request does', async () => {
  const reads = vi.spyOn(FlagdCore.prototype, 'setConfigurations');
  const [flag, changed] = [aFlag({ defaultVariant: 'off' }), aFlag({ defaultVariant: 'on' })];
  const [first, next] = [aSnapshot({ flags: [flag] }), aSnapshot({ flags: [changed] })];
  const live = new LiveConfig(first);
  const flags = new Flags(await flagProvider.useFactory(live), new FlagErrors());
  await flags.onModuleInit();
  expect(reads).toHaveBeenCalledTimes(1);
  live.prepare(next);
  expect(reads).toHaveBeenCalledTimes(2);
  const audience = { userId: 'u_1' };
  expect((await flags.evaluate(first, flag, audience)).variant).toBe('off');
  expect((await flags.evaluate(next, changed, audience)).variant).toBe('on');
  expect(reads).toHaveBeenCalledTimes(2);
});
