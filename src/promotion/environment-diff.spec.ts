import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aFlag } from '../../test/support/a-flag.js';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { policyFile } from '../config/files/env-policy-file.js';
import type { EnvironmentName } from '../config/snapshot.js';
import { describeDiff } from './describe-diff.js';
import { environmentDiff, settingsOf } from './environment-diff.js';

const profiles = { summarize_v1: {}, summarize_v2: { model: 'strong' } };
const routing = { summarize: { profile: 'summarize_v1' } };

describe('the difference of two environments', () => {
  it('is nothing where they mean the same, wherever a route stands', () => {
    const one = aSnapshot({ profiles, routing });
    const other = aSnapshot({ profiles, routing, ownRouting: routing });
    expect(environmentDiff(one, other)).toMatchObject({
      equal: true,
      routing: [],
      profiles: [],
      policy: [],
      flags: [],
    });
  });

  it('has the route that counts, with its canary and who may not serve', () => {
    const canary = { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 10 } };
    const from = aSnapshot({
      profiles,
      routing,
      ownRouting: { summarize: canary },
      allowed: ['summarize_v1'],
    });
    const to = aSnapshot({ profiles, routing: {}, allowed: ['summarize_v1'] });
    const diff = environmentDiff(from, to);
    expect(diff.routing).toEqual([
      { intent: 'summarize', from: { route: canary, own: true, notAllowed: ['summarize_v2'] }, to: null },
    ]);
    expect(describeDiff(diff)).toContain(
      '  summarize  summarize_v1, canary summarize_v2 10 % (not allowed: summarize_v2)  —',
    );
  });

  it('shows ways to divide users that it has no words for', () => {
    const targets = [{ profile: 'summarize_v2', users: ['u_1'], context: new Map([['locale', ['zh']]]) }];
    const route = { profile: 'summarize_v1', targets };
    const diff = environmentDiff(
      aSnapshot({ profiles, routing: { summarize: route } }),
      aSnapshot({ profiles, routing, allowed: ['summarize_v1', 'summarize_v2'] }),
    );
    expect(describeDiff(diff)).toContain(
      'summarize_v1, targets [{"profile":"summarize_v2","users":["u_1"],"context":{"locale":["zh"]}}]',
    );
  });

  it('shows how rollouts are watched, in the words of the files', () => {
    const guard = { minSamples: 100, falseAlarms: 0.01, margin: 2, latency: { factor: 1.5, ms: 200 } };
    const diff = environmentDiff(
      aSnapshot({ profiles, routing: { summarize: { profile: 'summarize_v1', guard } } }),
      aSnapshot({ profiles, routing: { summarize: { profile: 'summarize_v1', guard: false } } }),
    );
    expect(describeDiff(diff)).toMatch(
      / summarize_v1, guard \(min_samples 100, false_alarms 0\.01, margin 2, latency \(factor 1\.5, ms 200\)\) +summarize_v1, guard off$/m,
    );
  });

  it('has who may serve in one of them alone, and what stands behind the name', () => {
    const from = aSnapshot({ profiles, allowed: ['summarize_v1', 'summarize_v2'] });
    const to = aSnapshot({ profiles, allowed: ['summarize_v1', 'gone'] });
    const digest = from.profiles.get('summarize_v2')?.digest;
    expect(environmentDiff(from, to).profiles).toEqual([
      { profile: 'summarize_v2', digest, model: 'strong', from: true, to: false },
      { profile: 'gone', digest: null, model: null, from: false, to: true },
    ]);
  });

  it('has settings by their keys in the file, with null for what is not limited', () => {
    const quotas = { asksPerMinute: 60, alarmAtPercent: 80, timeZone: 'Asia/Shanghai', asksPerDay: 200 };
    const from = aSnapshot({ environment: { quotas, capture: 'full' } });
    const { policy } = environmentDiff(from, aSnapshot());
    expect(policy).toEqual([
      { key: 'quotas.asks_per_day', from: 200, to: null },
      { key: 'capture', from: 'full', to: 'redacted' },
    ]);
  });

  it('has the flags whose rules look at the environment, and are on', () => {
    const targeting = { if: [{ '===': [{ var: 'environment' }, 'prod'] }, 'on', 'off'] };
    const flags = [
      aFlag({ key: 'differs', client: true, targeting }),
      aFlag({ key: 'without-effect', targeting }),
      aFlag({ key: 'disabled', client: true, state: 'DISABLED', targeting }),
      aFlag({ key: 'by-version', client: true, targeting: { if: [{ var: 'appVersion' }, 'on', 'off'] } }),
    ];
    const inside = (name: EnvironmentName) => aSnapshot({ flags, environment: { name } });
    const diff = environmentDiff(inside('staging'), inside('prod'));
    expect(diff).toMatchObject({ equal: false, flags: ['differs'] });
    expect(describeDiff(diff)).toBe('flags\n  differs  its rule looks at the environment');
    expect(environmentDiff(inside('prod'), inside('prod')).equal).toBe(true);
  });

  it('calls every setting as the file does', () => {
    const schema = z.toJSONSchema(policyFile, { io: 'input', unrepresentable: 'any' });
    const text = JSON.stringify(schema);
    for (const key of settingsOf(aSnapshot().environment).keys())
      for (const part of key.split('.')) expect(text).toContain(`"${part}":`);
  });
});
