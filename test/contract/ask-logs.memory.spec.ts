import { describe, expect, it } from 'vitest';
import { MemoryAskLogs } from '../../src/asks/log/memory-ask-logs.js';
import { FakeClock } from '../support/fake-clock.js';
import { DONE, LEFT_ALONE, aHead, describeAskLogs, owned } from './ask-logs.contract.js';

describeAskLogs('memory', async () => {
  const logs = new MemoryAskLogs(new FakeClock());
  return { logs, others: logs, close: () => logs.close() };
});

describe('MemoryAskLogs', () => {
  it('forgets an ask ten minutes after its end, and none that runs', async () => {
    const clock = new FakeClock();
    const logs = new MemoryAskLogs(clock);
    const own = owned(await logs.begin(aHead(), LEFT_ALONE));
    clock.advance(3_600_000);
    expect(await logs.find('u_1', 't-1')).toBe(own.log);
    await own.end(DONE);
    clock.advance(600_000 - 1);
    expect(await logs.find('u_1', 't-1')).toBe(own.log);
    clock.advance(2);
    expect(await logs.find('u_1', 't-1')).toBeUndefined();
  });

  it('keeps so much and no more, the latest', async () => {
    const logs = new MemoryAskLogs(new FakeClock());
    const text = 'x'.repeat(10_000_000);
    for (let at = 0; at < 12; at += 1) {
      const own = owned(await logs.begin(aHead({ traceId: `t-${at}` }), LEFT_ALONE));
      own.append({ type: 'delta', data: { text } });
      await own.end(DONE);
    }
    expect(await logs.find('u_1', 't-0')).toBeUndefined();
    expect(await logs.find('u_1', 't-11')).toBeDefined();
  });
});
