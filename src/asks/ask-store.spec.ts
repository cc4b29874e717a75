import { beforeEach, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { IntentHandler } from '../intents/intent-handler.js';
import { openTrace } from '../trace/trace-draft.js';
import { Ask } from './ask.js';
import { AskStore } from './ask-store.js';

const snapshot = aSnapshot();
const profile = snapshot.profiles.get('summarize_v1');
if (profile === undefined) throw new Error('the snapshot has no profile');
const decision = { profile, steps: [] };

class NoIntent extends IntentHandler {
  prepare = (): never => {
    throw new Error('nobody runs these asks');
  };
  interpret = this.prepare;
}
const options = { name: 'none', summary: '', input: Object, output: Object, example: {} };
const INTENT = { name: 'none', options, handler: new NoIntent() };

function anAsk(traceId: string, answer = ''): Ask {
  const trace = openTrace({ traceId, environment: 'dev', configDigest: 'd', startedAt: 0 });
  trace.answer = answer;
  const start = { snapshot, decision, userId: 'u_1', fingerprint: 'f', trace, arrivedAt: 0 };
  return new Ask({ ...start, command: { input: {}, context: null, stream: false, intent: INTENT } });
}

describe('AskStore', () => {
  let clock: FakeClock;
  let store: AskStore;
  beforeEach(() => {
    clock = new FakeClock();
    clock.advance(1);
    store = new AskStore(clock);
  });

  async function end(ask: Ask): Promise<void> {
    ask.close();
    await ask.ended;
    await Promise.resolve();
  }

  it('finds an ask by user and traceId, while it runs and ten minutes after', async () => {
    const ask = anAsk('t');
    store.add(ask);
    clock.advance(3_600_000);
    expect(store.find('u_1', 't')).toBe(ask);
    expect(store.find('u_2', 't')).toBeUndefined();
    await end(ask);
    clock.advance(600_000);
    expect(store.find('u_1', 't')).toBe(ask);
    clock.advance(1);
    expect(store.find('u_1', 't')).toBeUndefined();
  });

  it('forgets the oldest of many long answers, and no running ask', async () => {
    const running = anAsk('running', 'x'.repeat(2 ** 22));
    store.add(running);
    for (let index = 0; index < 30; index += 1) {
      const ask = anAsk(`t-${index}`, 'x'.repeat(2 ** 22));
      store.add(ask);
      await end(ask);
    }
    expect(store.find('u_1', 't-0')).toBeUndefined();
    expect(store.find('u_1', 't-29')).toBeDefined();
    expect(store.find('u_1', 'running')).toBe(running);
    expect(store.allRunning()).toEqual([running]);
  });
});
