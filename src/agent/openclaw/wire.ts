import { z } from 'zod';
import type { Usage } from '../agent-client.js';

/** What one `data:` line of a streamed chat completion says. */
export type Frame =
  | {
      readonly kind: 'chunk';
      readonly responseId: string | undefined;
      readonly text: string;
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

const Line = z.object({
  id: z.string().min(1).max(128).optional(),
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).optional(),
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
  usage: z.object({ prompt_tokens: Count, completion_tokens: Count }).nullish(),
  error: Failure.nullish(),
});

/** Reads one `data:` line. @returns undefined when it is nothing that OpenClaw would send. */
export function parseFrame(data: string): Frame | undefined {
  if (data === '[DONE]') return { kind: 'done' };
  const line = Line.safeParse(parseJson(data)).data;
  if (line?.error) return { kind: 'error', error: line.error };
  if (line?.choices === undefined) return undefined;
  const { id, usage } = line;
  const [choice] = line.choices;
  return {
    kind: 'chunk',
    responseId: id,
    text: choice?.delta?.content ?? '',
    finishReason: choice?.finish_reason ?? undefined,
    usage: usage
      ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens }
      : undefined,
  };
}

/** Reads the body of a refusal; a proxy's HTML page, say, gives empty words. */
export function parseErrorBody(body: string): WireError {
  return ErrorBody.safeParse(parseJson(body)).data?.error ?? { type: '', message: '' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
