import { describe, expect, it } from 'vitest';
import { aProfile, aSnapshot } from '../../test/support/a-snapshot.js';
import { anOpenClaw } from '../../test/support/an-openclaw.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { useOpenClaw } from '../../test/support/use-openclaw.js';
import { KnowledgeBase } from '../agent/local/knowledge/knowledge-base.js';
import { LocalAgentClient } from '../agent/local/local-agent-client.js';
import { OpenClawAgentClient } from '../agent/openclaw/openclaw-agent-client.js';
import type { AskContext } from '../common/ask-context.js';
import type { Profile, Snapshot } from '../config/snapshot.js';
import { IntentHandler, type Interpretation, type Preparation } from '../intents/intent-handler.js';
import { openTrace } from '../trace/trace-draft.js';
import type { AskStart } from './ask.js';
import { questionKey } from './question-key.js';

/** Goes on in a conversation where its input has turns. */
class Echo extends IntentHandler {
  override prepare(): Preparation {
    return { instructions: '', data: [], local: { kind: 'summarize', text: '', maxSentences: 1 } };
  }
  override interpret(answer: string): Interpretation<object> {
    return { answer, output: {}, truncated: false };
  }
  override continues(input: object): boolean {
    return 'history' in input;
  }
}

interface Parts {
  readonly intent?: string;
  readonly input?: object;
  readonly context?: AskContext | null;
  readonly snapshot?: Snapshot;
  readonly profile?: Partial<Profile>;
  readonly userId?: string;
  readonly traceId?: string;
}

/** An ask of which a test tells only what it is about. */
function aStart(parts: Parts = {}): AskStart {
  const {
    intent = 'echo',
    input = { text: 'Hello' },
    context = null,
    userId = 'u_1',
    traceId = 't-1',
  } = parts;
  const { snapshot = aSnapshot() } = parts;
  const options = { name: intent, summary: '', input: Object, output: Object, example: {} };
  return {
    command: { intent: { name: intent, options, handler: new Echo() }, input, context, stream: false },
    snapshot,
    decision: { profile: aProfile('echo_v1', { cacheTtlS: 60, ...parts.profile }), steps: [] },
    userId,
    trace: openTrace({ traceId, environment: 'dev', configDigest: snapshot.digest, startedAt: 0 }),
    arrivedAt: 0,
  };
}

const LOCAL = new LocalAgentClient(new KnowledgeBase([]));
const keyOf = (parts: Parts = {}): string | undefined => questionKey(aStart(parts), LOCAL);

describe('the key of a question', () => {
  const used = useOpenClaw();

  it.each([
    ['another configuration', { snapshot: { ...aSnapshot(), digest: 'another' } }],
    ['another environment', { snapshot: aSnapshot({ environment: { name: 'prod' } }) }],
    ['another version of the profile', { profile: { digest: 'another' } }],
    ['another intent', { intent: 'say' }],
    ['another input', { input: { text: 'Hello!' } }],
    ['another language', { context: { locale: 'en' } }],
  ] satisfies [string, Parts][])('is another one for %s', (_, parts) => {
    expect(keyOf(parts)).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOf(parts)).not.toBe(keyOf());
  });

  it('is another one for another agent', async () => {
    const agent = await OpenClawAgentClient.open(anOpenClaw(used.openclaw), new FakeClock());
    expect(questionKey(aStart(), agent)).not.toBe(keyOf());
    await agent.close();
  });

  it('is the same for whoever asks the same, whenever', () => {
    expect(keyOf({ userId: 'u_2', traceId: 't-2', context: {} })).toBe(keyOf());
    const context = { locale: 'en' };
    expect(keyOf({ userId: 'u_2', context })).toBe(keyOf({ context }));
  });

  it.each([
    ['is in a situation', { context: { page: '/order' } }],
    ['goes on in a conversation', { input: { text: 'Hello', history: [] } }],
    ['may use tools', { profile: { tools: ['look'] } }],
    ['is not to be kept', { profile: { cacheTtlS: 0 } }],
  ] satisfies [string, Parts][])('is none when it %s', (_, parts) => {
    expect(keyOf(parts)).toBeUndefined();
  });
});
