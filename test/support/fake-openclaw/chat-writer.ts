import type { ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { WireRefusal } from './refusals.js';

export interface WireUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Says things the way one chat completion response does: piece by piece, or all at its end. */
export interface ChatWriter {
  piece(text: string): void;
  /** @param hint in the stream's words, where those differ from a plain response's. */
  refuse(refusal: WireRefusal, hint?: string): void;
  finish(reason: string, usage: WireUsage): void;
}

export function sendRefusal(
  response: ServerResponse,
  { status, type, message }: WireRefusal,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendJson(response, status, { error: { message, type } }, headers);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

const seconds = (): number => Math.floor(Date.now() / 1000);

/** Begins at once with the role chunk, which OpenClaw sends before it calls the provider. */
export function streamWriter(response: ServerResponse, model: string, withUsage: boolean): ChatWriter {
  const head = { id: `chatcmpl_${randomUUID()}`, object: 'chat.completion.chunk', created: seconds(), model };
  const frame = (body: unknown): void => void response.write(`data: ${JSON.stringify(body)}\n\n`);
  const choice = (delta: object, finish_reason: string | null): void =>
    frame({ ...head, choices: [{ index: 0, delta, finish_reason }] });
  const done = (): void => void response.end('data: [DONE]\n\n');
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
  });
  choice({ role: 'assistant' }, null);
  return {
    piece: (content) => choice({ content }, null),
    refuse: ({ type, message }, hint) => {
      frame({ error: { message: hint ?? message, type } });
      done();
    },
    finish: (reason, usage) => {
      choice({}, reason);
      if (withUsage) frame({ ...head, choices: [], usage: wireUsage(usage) });
      done();
    },
  };
}

const TRUNCATED =
  "\n\n⚠️ Reply truncated at the model's output token limit. The text above is partial — ask to continue it.";

export function plainWriter(response: ServerResponse, model: string): ChatWriter {
  let content = '';
  return {
    piece: (text) => {
      content += text;
    },
    refuse: (refusal) => sendRefusal(response, refusal),
    finish: (finish_reason, usage) => {
      if (finish_reason === 'length') content += TRUNCATED;
      const message = { role: 'assistant', content };
      sendJson(response, 200, {
        id: `chatcmpl_${randomUUID()}`,
        object: 'chat.completion',
        created: seconds(),
        model,
        choices: [{ index: 0, message, finish_reason }],
        usage: wireUsage(usage),
      });
    },
  };
}

function wireUsage({ promptTokens, completionTokens }: WireUsage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
