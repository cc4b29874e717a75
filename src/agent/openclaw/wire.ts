import { z } from 'zod';
import { takeCodePoints } from '../../common/text/normalise.js';
import type { Usage } from '../agent-client.js';

/** A part of one tool call; the parts of a call share their `index`. */
export interface ToolCallPart {
  readonly index: number;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly arguments: string;
}

/** What one `data:` line of a streamed completion says. The gateway and its plugin speak the same language. */
export type Frame =
  | {
      readonly kind: 'chunk';
      readonly responseId: string | undefined;
      readonly text: string;
      readonly toolCalls: readonly ToolCallPart[];
      /** The agent has set a tool of its own going; only our plugin tells (`openclaw-plugin/README.md`). */
      readonly acts: boolean;
      readonly finishReason: string | undefined;
      readonly usage: Usage | undefined;
    }
  | { readonly kind: 'error'; readonly error: WireError }
  /** `[DONE]`: the stream is over. OpenClaw sends it after errors too, so it proves nothing. */
  | { readonly kind: 'done' };

const Failure = z.object({ type: z.string().catch(''), message: z.string().catch('') });

/** OpenClaw's error object. Its `message` may quote the vendor, keys or user text: for classifying only. */
export type WireError = z.infer<typeof Failure>;

const ErrorBody = z.object({ error: Failure });

const Count = z.number().int().nonnegative();

/** Twice what a tool's name may have, so that no cut makes the name of a tool out of another one. */
const MAX_CALLED_NAME = 128;

const ToolCallDelta = z.object({
  index: Count.default(0),
  id: z.string().max(128).nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).optional(),
});

const Line = z.object({
  id: z.string().min(1).max(128).optional(),
  choices: z
    .array(
      z.object({
        delta: z
          .object({ content: z.string().nullish(), tool_calls: z.array(ToolCallDelta).nullish() })
          .optional(),
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
  usage: z.object({ prompt_tokens: Count, completion_tokens: Count }).nullish(),
  error: Failure.nullish(),
  miniask: z
    .object({ tool: z.literal('started') })
    .optional()
    .catch(undefined),
});

/** Reads one `data:` line. @returns undefined when it is nothing that OpenClaw would send. */
export function parseFrame(data: string): Frame | undefined {
  if (data === '[DONE]') return { kind: 'done' };
  const line = Line.safeParse(parseJson(data)).data;
  if (line?.error) return { kind: 'error', error: line.error };
  if (line?.choices === undefined) return undefined;
  const { id, usage } = line;
  const { delta, finish_reason: finishReason } = line.choices[0] ?? {};
  return {
    kind: 'chunk',
    responseId: id,
    text: delta?.content ?? '',
    toolCalls: (delta?.tool_calls ?? []).map(toPart),
    acts: line.miniask !== undefined,
    finishReason: finishReason ?? undefined,
    usage: toUsage(usage),
  };
}

/** Reads the body of a refusal; a proxy's HTML page, say, gives empty words. */
export function parseErrorBody(body: string): WireError {
  return ErrorBody.safeParse(parseJson(body)).data?.error ?? { type: '', message: '' };
}

function toUsage(usage: z.infer<typeof Line>['usage']): Usage | undefined {
  return usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : undefined;
}

function toPart({ index, id, function: called }: z.infer<typeof ToolCallDelta>): ToolCallPart {
  const name = called?.name ?? undefined;
  return {
    index,
    id: id ?? undefined,
    // Whatever a model calls a tool: the tool runner tells it that there is none of that name.
    name: name === undefined ? undefined : takeCodePoints(name, MAX_CALLED_NAME),
    arguments: called?.arguments ?? '',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
