import { describe, expect, it } from 'vitest';
import { aTrace } from '../../test/support/a-trace.js';
import { rolloutOutcome } from './rollout-outcome.js';
import type { Attempt, RoutingStep, TraceRecord } from './trace-record.js';

const rollout = { key: '1f0c6f52a1b3d9e4', arm: 'summarize_v2' };

function attempt(parts: Partial<Attempt>): Attempt {
  const usual = { profile: 'summarize_v2', model: 'fast', agent: 'openclaw', outcome: 'ok' } as const;
  return { ...usual, runId: 'run', totalMs: 1, usage: null, ...parts };
}

function outcomeOf(parts: Partial<TraceRecord>) {
  return rolloutOutcome(aTrace({ rollout, attempts: [attempt({})], ...parts }));
}

const { user = Number.NaN } = outcomeOf({}) ?? {};
const failed = (errorCode: TraceRecord['errorCode']) => ({ status: 'failed', errorCode }) as const;
const fallback: RoutingStep = { rule: 'fallback', result: 'summarize_v1' };

describe('what is counted of an ask of a rollout', () => {
  it.each<[string, Partial<TraceRecord>]>([
    ['a good answer', {}],
    ['a cancelled ask', { status: 'cancelled' }],
    ['a server that stops', failed('SHUTTING_DOWN')],
    ['an answer at the second try', { degraded: true, attempts: [attempt({ outcome: 'AGENT_ERROR' }), attempt({})] }],
    ["another profile's broken answer", { attempts: [attempt({}), attempt({ profile: 'summarize_v1', outcome: 'OUTPUT_INVALID' })] }],
  ])('is nothing bad: %s', (_, parts) => {
    expect(outcomeOf(parts)).toEqual({ ...rollout, user, failed: false, contractFailed: false });
  }); // prettier-ignore

  it.each(['AGENT_ERROR', 'AGENT_TIMEOUT', 'AGENT_UNAVAILABLE', 'AGENT_OVERLOADED', 'INTERNAL'] as const)(
    'is a failure that ends with %s',
    (code) => {
      expect(outcomeOf(failed(code))).toEqual({ ...rollout, user, failed: true, contractFailed: false });
    },
  );

  it.each(['content_answer', 'prompt_leak'])(
    'is a failure when nobody may see the answer: %s',
    (errorReason) => {
      expect(outcomeOf({ ...failed('CONTENT_REJECTED'), errorReason })).toMatchObject({ failed: true });
    },
  );

  it.each<RoutingStep>([fallback, { rule: 'local-fallback', result: 'local' }])(
    'is a failure when somebody else had to answer: %j',
    (step) => {
      const attempts = [attempt({ outcome: 'AGENT_TIMEOUT' }), attempt({ profile: 'summarize_v1' })];
      expect(outcomeOf({ profile: 'summarize_v1', attempts, routing: [step] })).toMatchObject({
        arm: 'summarize_v2',
        failed: true,
      });
    },
  );

  it('is a broken contract, also one that a correction mended', () => {
    const broken = attempt({ outcome: 'OUTPUT_INVALID' });
    expect(outcomeOf({ attempts: [broken, attempt({})] })).toMatchObject({
      failed: false,
      contractFailed: true,
    });
    const ended = { ...failed('OUTPUT_INVALID'), attempts: [broken, broken] };
    expect(outcomeOf(ended)).toMatchObject({ failed: true, contractFailed: true });
  });

  it.each<[string, Partial<TraceRecord>]>([
    ['runs', { status: 'running' }],
    ['was refused', { status: 'refused', errorCode: 'QUOTA_EXCEEDED', attempts: [] }],
    ['got an answer that had been given before', { cached: true, attempts: [] }],
    ['was rejected for its question', { ...failed('CONTENT_REJECTED'), errorReason: 'content_input' }],
    ['failed together with the ask that pays', { ...failed('AGENT_ERROR'), attempts: [attempt({ shared: true })] }],
  ])('is nothing of one that %s', (_, parts) => {
    expect(outcomeOf(parts)).toBeNull();
  }); // prettier-ignore

  it('tells users apart, by a number that fits any column and is another one in another rollout', () => {
    const users = Array.from(
      { length: 500 },
      (_, at) => outcomeOf({ userId: `u_${at}` })?.user ?? Number.NaN,
    );
    expect(new Set(users).size).toBe(500);
    for (const its of users) expect(its >= 0 && its < 2 ** 31 && Number.isInteger(its)).toBe(true);
    expect(outcomeOf({ userId: 'u_7' })?.user).toBe(users[7]);
    expect(outcomeOf({ userId: 'u_7', rollout: { ...rollout, key: 'another' } })?.user).not.toBe(users[7]);
    expect(outcomeOf({ userId: null })?.user).not.toBe(users[7]);
  });

  it('is nothing of one for which nobody drew', () => {
    expect(rolloutOutcome(aTrace())).toBeNull();
  });
});
