import { describe, expect, it } from 'vitest';
import { aTrace } from '../../test/support/a-trace.js';
import { captured } from './capture.js';
import type { TraceRecord } from './trace-record.js';

const PHONE = '13812345678';

/** A record with the same number wherever a user's words may stand. */
function withPhone(): TraceRecord {
  const { attempts, ...record } = aTrace();
  const [attempt] = attempts;
  if (attempt === undefined) throw new Error('it has one');
  return {
    ...record,
    input: { text: `call ${PHONE}`, history: [{ role: 'user', text: PHONE }] },
    context: { page: '/index', phone: PHONE, deep: { number: Number(PHONE) } },
    profileHint: PHONE,
    routing: [{ rule: 'hint', result: PHONE }],
    attempts: [
      {
        ...attempt,
        toolCalls: [
          {
            name: 'search_knowledge',
            arguments: `{"query":"\\u624b\\u673a${PHONE}"}`,
            outcome: 'ok',
            result: `nothing of ${PHONE}`,
            totalMs: 1,
          },
        ],
      },
    ],
    answer: `We call ${PHONE}.`,
    output: { reply: `We call ${PHONE}.`, fields: { phone: Number(PHONE) } },
  };
}

describe('what is kept of an ask', () => {
  it('is everything where that is wanted', () => {
    const record = withPhone();
    expect(captured(record, 'full')).toBe(record);
  });

  it('is nothing personal, and all the rest', () => {
    const kept = captured(withPhone(), 'redacted');
    expect(JSON.stringify(kept)).not.toContain(PHONE);
    expect(kept).toMatchObject({
      input: { text: 'call [phone]', history: [{ role: 'user', text: '[phone]' }] },
      context: { page: '/index', phone: '[phone]', deep: { number: '[phone]' } },
      answer: 'We call [phone].',
      output: { reply: 'We call [phone].', fields: { phone: '[phone]' } },
      attempts: [
        { toolCalls: [{ arguments: '{"query":"\\u624b\\u673a[phone]"}', result: 'nothing of [phone]' }] },
      ],
    });
  });

  it('is no word of a user or a model', () => {
    const kept = captured(withPhone(), 'metadata');
    expect(kept).toMatchObject({ input: null, context: null, profileHint: null, answer: null, output: null });
    expect(JSON.stringify(kept)).not.toMatch(/call|nothing of|query|13812345678/);
    expect(kept).toMatchObject({
      id: expect.any(String),
      profile: 'summarize_v1',
      usage: { promptTokens: 310 },
      attempts: [{ outcome: 'ok', toolCalls: [{ name: 'search_knowledge', outcome: 'ok', totalMs: 1 }] }],
    });
  });

  it('leaves the record of the running ask as it is', () => {
    const record = withPhone();
    captured(record, 'metadata');
    captured(record, 'redacted');
    expect(record).toEqual({ ...withPhone(), id: record.id });
  });
});
