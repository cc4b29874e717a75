import { Injectable, Logger } from '@nestjs/common';
import type { ToolCall } from '../agent/agent-client.js';
import { Clock } from '../common/clock.js';
import { codePoints, takeCodePoints } from '../common/text/normalise.js';
import { Tracing } from '../telemetry/tracing.js';
import type { ToolCallDraft } from '../trace/trace-draft.js';
import type { ToolAnswers, ToolGrant } from './tool-answers.js';
import type { ToolCaller } from './tool-handler.js';
import { type RegisteredTool, ToolRegistry } from './tool-registry.js';

/** Milliseconds that a tool may take when its `@Tool` says nothing else. */
const DEFAULT_TIMEOUT_MS = 3000;
/** Code points of a result that the model gets to read. */
const MAX_RESULT = 8000;
/** Faults of its arguments that the model is told. */
const MAX_FAULTS = 10;
/** Code points of arguments and results that the trace keeps. */
export const MAX_RECORDED = 2000;

type Outcome = Pick<ToolCallDraft, 'outcome'> & { readonly content: string };

/** The record of a call before anything has come of it. */
export function openToolCall(call: ToolCall): ToolCallDraft {
  return {
    name: takeCodePoints(call.name, MAX_RECORDED),
    arguments: takeCodePoints(call.arguments, MAX_RECORDED),
    outcome: 'aborted',
    result: '',
    totalMs: 0,
  };
}

/**
 * Runs the tools that a model asks for. Whatever goes wrong becomes an answer that the model can work
 * with; only the end of the ask itself is thrown.
 */
@Injectable()
export class ToolRunner implements ToolAnswers {
  private readonly logger = new Logger(ToolRunner.name);

  constructor(
    private readonly registry: ToolRegistry,
    private readonly tracing: Tracing,
    private readonly clock: Clock,
  ) {}

  async run(call: ToolCall, record: ToolCallDraft, grant: ToolGrant, signal: AbortSignal): Promise<string> {
    signal.throwIfAborted();
    const tool = grant.allowed.includes(call.name) ? this.registry.get(call.name) : undefined;
    // Any other name is the model's words.
    const name = tool === undefined ? undefined : call.name;
    return this.tracing.span(name === undefined ? 'execute_tool' : `execute_tool ${name}`, async (span) => {
      try {
        return await this.answer(tool, call, record, grant, signal);
      } finally {
        span.set({
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': name,
          'miniask.outcome': record.outcome,
        });
      }
    });
  }

  private async answer(
    tool: RegisteredTool | undefined,
    call: ToolCall,
    record: ToolCallDraft,
    { allowed, caller }: ToolGrant,
    signal: AbortSignal,
  ): Promise<string> {
    const begunAt = this.clock.monotonic();
    try {
      const { outcome, content } =
        tool === undefined ? unknownTool(call.name, allowed) : await this.perform(tool, call, caller, signal);
      const answer = bounded(content);
      record.outcome = outcome;
      record.result = takeCodePoints(answer, MAX_RECORDED);
      return answer;
    } finally {
      record.totalMs = Math.round(this.clock.monotonic() - begunAt);
    }
  }

  private async perform(
    tool: RegisteredTool,
    call: ToolCall,
    caller: ToolCaller,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const input = tool.options.input.safeParse(parsed(call.arguments));
    if (!input.success) {
      const faults = input.error.issues
        .slice(0, MAX_FAULTS)
        .map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
      return { outcome: 'invalid', content: `The arguments do not fit. ${faults.join('; ')}` };
    }
    try {
      return { outcome: 'ok', content: textOf(await this.inTime(tool, input.data, caller, signal)) };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof TooSlow)
        return { outcome: 'timeout', content: 'The tool did not answer in time.' };
      // Only its name and kind: what went wrong may quote the user.
      const err = error instanceof Error ? error.name : typeof error;
      this.logger.error({ traceId: caller.traceId, tool: call.name, err }, 'tool failed');
      return { outcome: 'failed', content: 'The tool failed.' };
    }
  }

  private async inTime(
    { options, handler }: RegisteredTool,
    input: unknown,
    caller: ToolCaller,
    outer: AbortSignal,
  ): Promise<unknown> {
    const late = new AbortController();
    const cancelTimer = this.clock.after(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, () =>
      late.abort(new TooSlow()),
    );
    const signal = AbortSignal.any([outer, late.signal]);
    const gone = Promise.withResolvers<never>();
    const leave = (): void => gone.reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([handler.run(input, caller, signal), gone.promise]);
    } finally {
      cancelTimer();
      signal.removeEventListener('abort', leave);
    }
  }
}

class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

function unknownTool(name: string, allowed: readonly string[]): Outcome {
  return {
    outcome: 'unknown',
    content: `There is no tool ${JSON.stringify(name)}. Use: ${allowed.join(', ')}.`,
  };
}

function parsed(json: string): unknown {
  try {
    return json.trim() === '' ? {} : JSON.parse(json);
  } catch {
    return undefined;
  }
}

function textOf(result: unknown): string {
  return typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null');
}

function bounded(text: string): string {
  return codePoints(text) <= MAX_RESULT ? text : `${takeCodePoints(text, MAX_RESULT)}\n[cut off]`;
}
