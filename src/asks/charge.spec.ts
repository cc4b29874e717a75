import { describe, expect, it } from 'vitest';
import { tokensIn } from '../common/text/tokens.js';
import type { Attempt } from '../trace/trace-record.js';
import { chargeOf, promptTokens } from './charge.js';

const USAGE = { promptTokens: 100, completionTokens: 20 };
const anAttempt = (parts: Partial<Attempt> = {}): Attempt => ({
  profile: 'support_v1',
  model: 'fast',
  agent: 'openclaw',
  outcome: 'ok',
  runId: 'run-1',
  totalMs: 1,
  usage: USAGE,
  ...parts,
});

describe('what an ask counts for', () => {
  it.each<[string, Attempt[], { asks: number; tokens: number }]>([
    ['nothing without an attempt, as when it was given before', [], { asks: 0, tokens: 0 }],
    [
      'what its attempts used',
      [anAttempt(), anAttempt({ outcome: 'OUTPUT_INVALID' })],
      { asks: 1, tokens: 240 },
    ],
    ['nothing that another ask pays', [anAttempt({ shared: true, usage: null })], { asks: 0, tokens: 0 }],
    [
      'nothing that waited or was refused',
      [anAttempt({ outcome: 'AGENT_OVERLOADED', usage: null })],
      { asks: 0, tokens: 0 },
    ],
    [
      'an estimate where nothing was told',
      [anAttempt({ usage: null, estimated: USAGE })],
      { asks: 1, tokens: 120 },
    ],
    ['both where only some was told', [anAttempt({ estimated: USAGE })], { asks: 1, tokens: 240 }],
    [
      'no tokens of the local agent',
      [anAttempt({ agent: 'local', estimated: USAGE })],
      { asks: 1, tokens: 0 },
    ],
    [
      'an ask as soon as a tool has run',
      [anAttempt({ outcome: 'AGENT_ERROR', usage: null, acted: true })],
      { asks: 1, tokens: 0 },
    ],
  ])('is %s', (_, attempts, charge) => {
    expect(chargeOf(attempts)).toEqual(charge);
  });

  it('is estimated from the text: a token for each Chinese character, one for four letters of others', () => {
    expect(tokensIn('')).toBe(0);
    expect(tokensIn('运费谁承担？')).toBe(6);
    expect(tokensIn('shipping')).toBe(2);
    expect(tokensIn('ship！')).toBe(2);
    expect(tokensIn('😀')).toBe(3);
    expect(
      promptTokens([
        { role: 'system', content: 'shipping' },
        { role: 'user', content: '运费' },
      ]),
    ).toBe(8 + 2 + 8 + 2);
  });
});
