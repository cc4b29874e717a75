import type { Ending } from '../answer/answer.js';
import { isObject, stringAt, valueAt } from '../common/json.js';
import { invalidToolCall, saysInvalidToolCall } from '../errors/invalid-tool-call.js';
import { PluginError } from '../errors/plugin-error.js';
import { providerError } from '../errors/provider-error.js';
import { shortProviderText } from '../errors/provider-text.js';
import type { ToolCall } from '../request/complete-request.js';
import { usageOf } from './usage.js';

/** What became of a run: `EmbeddedAgentRunResult` of OpenClaw's plugin SDK. */
export interface AgentResult {
  readonly text: string;
  readonly ending: Ending;
}

/** @throws PluginError `provider_error` when the agent had nothing to say, or `invalid_tool_call`. */
export function agentResult(result: unknown): AgentResult {
  const meta = valueAt(result, 'meta');
  const problem = stringAt(meta, 'error', 'message');
  if (problem !== undefined && saysInvalidToolCall(problem)) throw invalidToolCall();
  if (problem !== undefined) {
    throw new PluginError('provider_error', `The agent gave no answer: ${shortProviderText(problem)}`);
  }
  const toolCalls = pendingCalls(meta);
  const cut = stringAt(meta, 'stopReason') === 'length';
  return {
    text: stringAt(meta, 'finalAssistantVisibleText') ?? payloadText(valueAt(result, 'payloads')),
    ending: {
      finishReason: toolCalls.length > 0 ? 'tool_calls' : cut ? 'length' : 'stop',
      toolCalls,
      usage: usageOf(valueAt(meta, 'agentMeta', 'usage')),
    },
  };
}

/** The calls of the caller's own tools, with which a run ends. */
function pendingCalls(meta: unknown): ToolCall[] {
  const pending = valueAt(meta, 'pendingToolCalls');
  if (!Array.isArray(pending)) return [];
  return pending.flatMap((call) => {
    const id = stringAt(call, 'id');
    const name = stringAt(call, 'name');
    if (id === undefined || name === undefined) return [];
    return [{ id, name, arguments: stringAt(call, 'arguments') ?? '{}' }];
  });
}

function payloadText(payloads: unknown): string {
  if (!Array.isArray(payloads)) return '';
  const said = payloads.filter(
    (payload) =>
      isObject(payload) &&
      payload['isError'] !== true &&
      payload['isReasoning'] !== true &&
      payload['isCommentary'] !== true,
  );
  return said.map((payload) => stringAt(payload, 'text') ?? '').join('\n\n');
}

/**
 * The error of a run that was rejected: a `FailoverError` with the provider's status, and 408 with the
 * reason `timeout` when the connection broke (measured with OpenClaw 2026.9.6).
 */
export function agentFailure(error: unknown): unknown {
  const status = valueAt(error, 'status');
  if (typeof status !== 'number') return error;
  const text = (stringAt(error, 'message') ?? '').replace(/^\W+/, '');
  const broken = status === 408 && stringAt(error, 'reason') === 'timeout';
  return providerError({ text, status, broken });
}
