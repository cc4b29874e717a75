import type { AgentClient, AgentRequest, Usage, Way } from '../../agent/agent-client.js';
import { AppError } from '../../common/errors/app-error.js';
import type { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import type { Target } from '../needs.js';
import { type Finding, fail, ok, warn } from '../../common/finding.js';
import { adviceFor } from './reasons.js';

/** Milliseconds for one completion: the first one after a gateway's start was seen to take 23 s on a busy machine. */
export const COMPLETION_MS = 60_000;

/** Enough for a model that thinks before its word. */
const MAX_TOKENS = 256;

/** A lean agent adds about 2,000 tokens of its own, a stock one 15,000 (measured with 2026.9.6). */
const MAX_OVERHEAD = 4_000;

const SYSTEM = 'You are a health check. Answer with the single word the user asks for.';
const USER = 'Please answer with this word: ready';

/** Characters that make about one token in English. */
const CHARACTERS_A_TOKEN = 4;

export interface Completion {
  readonly finding: Finding;
  /** Undefined when it did not get so far as to run. */
  readonly way: Way | undefined;
}

/** Sends one short ask as the server would. @param client of this one gateway */
export async function checkCompletion(
  client: AgentClient,
  target: Target,
  clock: Clock,
): Promise<Completion> {
  const { agent, model } = target;
  const subject = `completion ${agent.id}${model.model === undefined ? '' : ` with ${model.model}`}`;
  const timeout = new AbortController();
  const cancelTimer = clock.after(COMPLETION_MS, () =>
    timeout.abort(new AppError('AGENT_TIMEOUT', { reason: 'too_slow' })),
  );
  const begunAt = clock.monotonic();
  const since = (): number => Math.round(clock.monotonic() - begunAt);
  let way: Way | undefined;
  let firstContentMs: number | undefined;
  try {
    for await (const event of client.run(request(target), timeout.signal)) {
      if (event.type === 'run') way = event.way;
      if (event.type === 'content') firstContentMs ??= since();
      if (event.type === 'end') {
        const measured = { ms: since(), firstContentMs, usage: event.usage };
        return { way, finding: judge(subject, way ?? 'chat', measured, model.firstContentMs) };
      }
    }
    return { way, finding: fail(subject, 'ended without an end', adviceFor('stream_cut')) };
  } catch (error) {
    return { way, finding: failed(subject, error, since()) };
  } finally {
    cancelTimer();
  }
}

interface Measured {
  readonly ms: number;
  readonly firstContentMs: number | undefined;
  readonly usage: Usage | null;
}

function judge(subject: string, way: Way, measured: Measured, allowedMs: number): Finding {
  const { ms, firstContentMs = ms, usage } = measured;
  const overhead = usage === null ? 0 : Math.max(0, usage.promptTokens - sentTokens());
  const seen = `by ${way} in ${ms} ms, ${costs(usage, overhead)}`;
  if (firstContentMs > allowedMs) {
    const advice = `Its first word took longer than the first_content_ms of ${allowedMs} ms in models.yaml: the first asks after a gateway's start do; run this again, and raise the limit if it stays so`;
    return warn(subject, seen, advice);
  }
  if (overhead > MAX_OVERHEAD) {
    return warn(subject, seen, 'The agent is not lean: npm run openclaw:config shows what is missing');
  }
  return ok(subject, seen);
}

function costs(usage: Usage | null, overhead: number): string {
  if (usage === null) return 'prompt tokens unknown';
  return `${usage.promptTokens} prompt tokens, about ${overhead} of them not ours`;
}

function sentTokens(): number {
  return Math.ceil((SYSTEM.length + USER.length) / CHARACTERS_A_TOKEN);
}

/** The reasons are those of docs/openclaw.md; the gateway's own words may quote keys, and are not told. */
function failed(subject: string, error: unknown, ms: number): Finding {
  const reason = (error instanceof AppError && error.reason) || 'gateway_failed';
  // A model of few words is well.
  if (reason === 'empty_answer')
    return warn(subject, `said nothing within ${MAX_TOKENS} tokens`, adviceFor(reason));
  return fail(subject, `${reason} after ${ms} ms`, adviceFor(reason));
}

function request({ agent, model }: Target): AgentRequest {
  return {
    runId: newId(),
    lane: 'doctor',
    model,
    tools: agent.tools,
    offers: [],
    messages: [
      { role: 'system', content: SYSTEM },
      { role: 'user', content: USER },
    ],
    maxTokens: MAX_TOKENS,
    local: { kind: 'summarize', text: USER, maxSentences: 1 },
  };
}
