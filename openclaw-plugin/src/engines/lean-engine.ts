import type { Answer, Ending, FinishReason } from '../answer/answer.js';
import type { Clock } from '../common/clock.js';
import { isObject, stringAt, valueAt } from '../common/json.js';
import { invalidToolCall, saysInvalidToolCall } from '../errors/invalid-tool-call.js';
import { PluginError } from '../errors/plugin-error.js';
import { providerError } from '../errors/provider-error.js';
import type { LeanSdk } from '../host/sdk-parts.js';
import type { ToolCall } from '../request/complete-request.js';
import type { Engine, Run } from './engine.js';
import { hostMessages } from './host-messages.js';
import { leanOptions } from './lean-options.js';
import { type PreparedModel, PreparedModels } from './prepared-models.js';
import { StreamedToolCalls } from './streamed-tool-calls.js';
import { usageOf } from './usage.js';

/** Exactly the caller's messages, sampling and tools; nothing of OpenClaw's but model and credentials. */
export class LeanEngine implements Engine {
  private readonly prepared: PreparedModels;

  constructor(
    private readonly sdk: LeanSdk,
    private readonly clock: Clock,
    prepareTtlMs: number,
  ) {
    this.prepared = new PreparedModels(sdk, clock, prepareTtlMs);
  }

  check(): void {
    // It can do everything that a request can ask for.
  }

  async run(run: Run, answer: Answer): Promise<void> {
    const prepared = await this.prepared.get(run);
    const context = this.contextOf(run, prepared);
    const events = this.sdk.streamSimple(prepared.model, context, leanOptions(run, prepared));
    if (!isAsyncIterable(events)) throw new PluginError('internal_error', 'OpenClaw returned no stream.');
    const toolCalls = new StreamedToolCalls();
    for await (const event of events) {
      run.signal.throwIfAborted();
      toolCalls.note(event);
      switch (valueAt(event, 'type')) {
        case 'done':
          return await answer.end(endingOf(valueAt(event, 'message')));
        case 'error':
          return await answer.end(this.endingDespite(run, valueAt(event, 'error'), toolCalls));
        case 'text_delta':
          await answer.text(stringAt(event, 'delta') ?? '');
          break;
        default:
          // The provider has accepted the request; what it thinks is not told.
          await answer.begin();
      }
    }
    throw new PluginError('provider_unreachable', "The provider's answer ended too early.");
  }

  private contextOf({ request }: Run, author: PreparedModel): object {
    const { system, tools } = request;
    return {
      ...(system !== '' && { systemPrompt: system }),
      messages: hostMessages(request.turns, author, this.clock.now()),
      ...(tools.length > 0 && { tools }),
    };
  }

  /** @throws PluginError unless all that is wrong are the arguments of tool calls, which the caller may judge. */
  private endingDespite(run: Run, message: unknown, streamed: StreamedToolCalls): Ending {
    const text = stringAt(message, 'errorMessage') ?? '';
    if (!saysInvalidToolCall(text)) throw this.failure(run, message, text);
    const toolCalls = streamed.complete();
    if (toolCalls === undefined) throw invalidToolCall();
    return { finishReason: 'tool_calls', toolCalls, usage: usageOf(valueAt(message, 'usage')) };
  }

  private failure(run: Run, message: unknown, text: string): PluginError {
    const error = providerError({ text, code: stringAt(message, 'errorCode') });
    if (error.providerStatus === 401) this.prepared.refused(run);
    return error;
  }
}

function endingOf(message: unknown): Ending {
  const content = valueAt(message, 'content');
  const toolCalls = Array.isArray(content) ? content.flatMap(toolCallOf) : [];
  return {
    finishReason: finishReasonOf(stringAt(message, 'stopReason'), toolCalls),
    toolCalls,
    usage: usageOf(valueAt(message, 'usage')),
  };
}

function finishReasonOf(stopReason: string | undefined, toolCalls: readonly ToolCall[]): FinishReason {
  if (stopReason === 'length') return 'length';
  return toolCalls.length > 0 ? 'tool_calls' : 'stop';
}

function toolCallOf(part: unknown): ToolCall[] {
  if (valueAt(part, 'type') !== 'toolCall') return [];
  const id = stringAt(part, 'id');
  const name = stringAt(part, 'name');
  if (id === undefined || name === undefined) return [];
  return [{ id, name, arguments: JSON.stringify(valueAt(part, 'arguments') ?? {}) }];
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return isObject(value) && Symbol.asyncIterator in value;
}
