import type { Answer } from '../answer/answer.js';
import { countAt, stringAt, valueAt } from '../common/json.js';
import { PluginError, invalid } from '../errors/plugin-error.js';
import { providerError } from '../errors/provider-error.js';
import type { PublicSdk } from '../host/sdk-parts.js';
import type { CompleteRequest } from '../request/complete-request.js';
import type { Engine, Run } from './engine.js';

/** With these, and what there was of the text, the call resolves when the provider failed (measured). */
const FAILED: ReadonlySet<unknown> = new Set(['error', 'aborted']);

/**
 * OpenClaw's recommended call for plugins, `api.runtime.llm.complete` (docs/plugins/sdk-runtime/models.md):
 * the whole answer at once, without tools, and fewer sampling fields.
 */
export class PublicEngine implements Engine {
  constructor(private readonly sdk: PublicSdk) {}

  check({ tools, turns, sampling }: CompleteRequest): void {
    if (tools.length > 0) throw refuse('tools');
    if (
      turns.some((turn) => turn.role === 'tool' || (turn.role === 'assistant' && turn.toolCalls.length > 0))
    ) {
      throw refuse('messages with tool calls');
    }
    if (sampling.topP !== undefined) throw refuse('top_p');
    if (sampling.seed !== undefined) throw refuse('seed');
    if (sampling.stop !== undefined) throw refuse('stop');
  }

  async run(run: Run, answer: Answer): Promise<void> {
    const { system, sampling, turns, agent } = run.request;
    const result = await this.sdk
      .complete({
        agentId: agent,
        model: run.model,
        messages: turns.map(({ role, content }) => ({ role, content })),
        ...(system !== '' && { systemPrompt: system }),
        ...(sampling.maxTokens !== undefined && { maxTokens: sampling.maxTokens }),
        ...(sampling.temperature !== undefined && { temperature: sampling.temperature }),
        ...(sampling.responseFormat !== undefined && { responseFormat: sampling.responseFormat }),
        signal: run.signal,
        purpose: 'miniask',
      })
      .catch((error: unknown) => {
        throw failure(error);
      });
    if (FAILED.has(stringAt(result, 'stopReason'))) {
      throw new PluginError('provider_error', 'The provider failed; the engine public does not say how.');
    }
    await answer.text(stringAt(result, 'text') ?? '');
    const usage = valueAt(result, 'usage');
    const cached = countAt(usage, 'cacheReadTokens') + countAt(usage, 'cacheWriteTokens');
    await answer.end({
      finishReason: stringAt(result, 'stopReason') === 'length' ? 'length' : 'stop',
      toolCalls: [],
      usage: {
        promptTokens: countAt(usage, 'inputTokens') + cached,
        completionTokens: countAt(usage, 'outputTokens'),
      },
    });
  }
}

function refuse(what: string): PluginError {
  return invalid(what, 'is not supported by the engine public');
}

function failure(error: unknown): PluginError {
  const text = [error, valueAt(error, 'cause')].map((part) => stringAt(part, 'message') ?? '');
  return providerError({ text: text.find((words) => /\b[45]\d\d\b/.test(words)) ?? text.join(' ') });
}
