import type { ServerResponse } from 'node:http';
import type { Answer, Ending } from './answer.js';
import { type AnswerHead, wireToolCall, wireUsage } from './wire.js';

/** An answer in one piece, as OpenAI's `chat.completion`. */
export class JsonAnswer implements Answer {
  private content = '';

  constructor(
    private readonly response: ServerResponse,
    private readonly head: AnswerHead,
  ) {}

  async begin(): Promise<void> {
    // An error may be an HTTP status until the end.
  }

  async act(): Promise<void> {
    // Who wants to know this while it happens has to ask for a stream.
  }

  async text(delta: string): Promise<void> {
    this.content += delta;
  }

  async end({ finishReason, toolCalls, usage }: Ending): Promise<void> {
    const message = {
      role: 'assistant',
      content: this.content === '' && toolCalls.length > 0 ? null : this.content,
      ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(wireToolCall) }),
    };
    sendJson(this.response, 200, {
      id: this.head.id,
      object: 'chat.completion',
      created: this.head.created,
      model: this.head.model,
      choices: [{ index: 0, message, finish_reason: finishReason }],
      usage: wireUsage(usage),
    });
  }
}

/** Sends a JSON response, unless the client has left. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed || response.headersSent) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  });
  response.end(bytes);
}
