import { Injectable, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import { MINIMAL_DIR } from '../../test/config/config-dir.js';
import { ConfigurationModule } from './configuration.module.js';
import { ConfigurationError } from './issues.js';
import { LiveConfig } from './live-config.js';
import { loadConfiguration } from './load-configuration.js';
import type { Settings } from './settings.js';

const INTENTS = ['summarize', 'support'];

@Injectable()
class Reader {
  constructor(
    readonly config: ConfigService<Settings, true>,
    readonly live: LiveConfig,
  ) {}
}

@Module({ providers: [Reader] })
class ReaderModule {}

describe('loadConfiguration', () => {
  it('gives frozen settings, the snapshot of now and all warnings', () => {
    const clock = new FakeClock();
    const env = { CONFIG_DIR: MINIMAL_DIR, OPENCLAW_TOKEN: 'a token for nobody' };
    const { settings, snapshot, warnings } = loadConfiguration(env, INTENTS, { clock });
    expect(Object.isFrozen(settings.jwt)).toBe(true);
    expect(snapshot.loadedAt).toBe(clock.now());
    expect(warnings).toEqual([expect.objectContaining({ path: 'OPENCLAW_TOKEN' }), ...snapshot.warnings]);
    expect(snapshot.warnings.length).toBeGreaterThan(0);
  });

  it('throws one report over variables and files', () => {
    const load = () => loadConfiguration({ PORT: 'x', CONFIG_DIR: '/does/not/exist' }, INTENTS);
    expect(load).toThrow(ConfigurationError);
    expect(load).toThrow(
      /^The configuration has 2 errors and no warnings:\n {2}error {3}environment PORT — .*\n {2}error {3}\/does\/not\/exist — /,
    );
  });
});

describe('ConfigurationModule', () => {
  it('offers settings and snapshot everywhere, and nothing of process.env', async () => {
    const loaded = loadConfiguration({ CONFIG_DIR: MINIMAL_DIR, PORT: '0' }, INTENTS);
    const before = { ...process.env };
    const testing = await Test.createTestingModule({
      imports: [ConfigurationModule.register(loaded), ReaderModule],
    }).compile();
    onTestFinished(() => testing.close());
    const { config, live } = testing.get(Reader);
    expect(config.get('port', { infer: true })).toBe(0);
    expect(config.get('jwt.ttlS', { infer: true })).toBe(7200);
    expect(testing.get(ConfigService).get('PATH')).toBeUndefined();
    expect(process.env).toEqual(before);
    expect(live.current).toBe(loaded.snapshot);
  });

  it('lets the snapshot be swapped', () => {
    const { snapshot } = loadConfiguration({ CONFIG_DIR: MINIMAL_DIR }, INTENTS);
    const next = { ...snapshot, digest: 'next' };
    const live = new LiveConfig(snapshot);
    live.swap(next);
    expect(live.current).toBe(next);
  });
});
