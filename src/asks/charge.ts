import type { AgentClient, ChatMessage } from '../agent/agent-client.js';
import { tokensIn } from '../common/text/tokens.js';
import { composeMessages } from '../intents/prompt.js';
import type { Attempt, Charge } from '../trace/trace-record.js';
import type { AskStart } from './ask.js';

/** Tokens that a chat's form adds to each message. */
const FRAME_TOKENS = 8;

/** About how many tokens a model reads. */
export function promptTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + FRAME_TOKENS + tokensIn(content), 0);
}

/**
 * What an ask may use: what its model will read, and the longest answer that it may give. More than most use, so that
 * asks at the same time do not overrun a limit; not as much as if every attempt failed at its end, for then few could
 * ask at the same time. What second attempts, tools and the agent's own prompt add is counted when it is known.
 */
export function reservationOf({ command, decision }: AskStart, agent: AgentClient): Charge {
  if (agent.name === 'local') return { asks: 1, tokens: 0 };
  const { profile } = decision;
  const { intent, input, context } = command;
  // Each attempt has a mark of its own; how long it is matters, not which.
  const prompt = { text: profile.systemPrompt, mark: 'a-mark' };
  const messages = composeMessages(prompt, intent.handler.prepare(input, profile.output), context);
  return { asks: 1, tokens: promptTokens(messages) + profile.maxTokens };
}

/**
 * What an ask has used: an ask, when somebody has worked on it; the tokens of all attempts that are its own. The local
 * agent's cost nothing.
 */
export function chargeOf(attempts: readonly Attempt[]): Charge {
  const own = attempts.filter(({ shared }) => shared !== true);
  return {
    asks: own.some(wasWorkedOn) ? 1 : 0,
    tokens: own.reduce((sum, attempt) => sum + tokensOf(attempt), 0),
  };
}

/** Not by a gateway that refused it, and not while it waited for a place. */
function wasWorkedOn({ outcome, usage, estimated, acted }: Attempt): boolean {
  return outcome === 'ok' || usage !== null || estimated !== undefined || acted === true;
}

function tokensOf({ agent, usage, estimated }: Attempt): number {
  if (agent === 'local') return 0;
  return [usage, estimated ?? null].reduce(
    (sum, one) => sum + (one === null ? 0 : one.promptTokens + one.completionTokens),
    0,
  );
}
