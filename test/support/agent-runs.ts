import { newId } from '../../src/common/ids.js';
import type { AgentEvent, AgentRequest } from '../../src/agent/agent-client.js';

/** A request that every agent can serve. */
export function anAgentRequest(overrides: Partial<AgentRequest> = {}): AgentRequest {
  const text = 'The parcel left Shenzhen on Monday. It arrives in Chengdu on Friday. The fee is 12 yuan.';
  return {
    runId: newId(),
    model: {
      alias: 'fast',
      agent: 'fast',
      firstContentMs: 4000,
      totalMs: 20_000,
      maxConcurrent: 8,
    },
    lane: 'u_1',
    tools: [],
    offers: [],
    messages: [
      { role: 'system', content: 'You are a concise assistant.' },
      { role: 'user', content: text },
    ],
    maxTokens: 400,
    local: { kind: 'summarize', text, maxSentences: 2 },
    ...overrides,
  };
}

/** Everything a run tells; `error` is what it threw instead of an `end`. */
export interface RunOutcome {
  readonly events: readonly AgentEvent[];
  readonly text: string;
  readonly error: unknown;
}

/** Reads a run to its end, however it ends. */
export async function outcomeOf(run: AsyncIterable<AgentEvent>): Promise<RunOutcome> {
  const events: AgentEvent[] = [];
  let error: unknown;
  try {
    for await (const event of run) events.push(event);
  } catch (thrown) {
    error = thrown;
  }
  const text = events.map((event) => (event.type === 'content' ? event.text : '')).join('');
  return { events, text, error };
}

/** A signal that never aborts. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
