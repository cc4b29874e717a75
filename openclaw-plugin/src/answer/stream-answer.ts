import type { ServerResponse } from 'node:http';
import type { CancelTimer, Clock } from '../common/clock.js';
import type { Answer, Ending } from './answer.js';
import { type AnswerHead, wireToolCall, wireUsage } from './wire.js';

/** Silence, in milliseconds, after which a comment says that the connection still lives. */
export const PING_AFTER_MS = 10_000;

/** An answer as server-sent events, as OpenAI's `chat.completion.chunk`. */
export class StreamAnswer implements Answer {
  private open = false;
  private cancelPing: CancelTimer = () => undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly head: AnswerHead,
    private readonly clock: Clock,
  ) {}

  async begin(): Promise<void> {
    if (this.open || this.response.headersSent || this.response.destroyed) return;
    this.open = true;
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Else nginx collects the events.
      'x-accel-buffering': 'no',
    });
    await this.delta({ role: 'assistant', content: '' });
  }

  async act(): Promise<void> {
    await this.begin();
    // A chunk like any other that adds nothing, for those who do not know the field.
    await this.event({
      ...this.chunk(),
      choices: [{ index: 0, delta: {}, finish_reason: null }],
      miniask: { tool: 'started' },
    });
  }

  async text(delta: string): Promise<void> {
    if (delta === '') return;
    await this.begin();
    await this.delta({ content: delta });
  }

  async end({ finishReason, toolCalls, usage }: Ending): Promise<void> {
    await this.begin();
    for (const [index, call] of toolCalls.entries()) {
      await this.delta({ tool_calls: [{ index, ...wireToolCall(call) }] });
    }
    await this.delta({}, finishReason);
    await this.event({ ...this.chunk(), choices: [], usage: wireUsage(usage) });
    this.close('data: [DONE]\n\n');
  }

  /** Ends a stream that cannot be finished. There is no `[DONE]`: it says that an answer is whole. */
  fail(error: object): void {
    this.close(`data: ${JSON.stringify(error)}\n\n`);
  }

  /** Whether an error has to be an event, as the headers are gone. */
  get begun(): boolean {
    return this.open;
  }

  private delta(delta: object, finishReason: string | null = null): Promise<void> {
    return this.event({ ...this.chunk(), choices: [{ index: 0, delta, finish_reason: finishReason }] });
  }

  private chunk(): object {
    const { id, created, model } = this.head;
    return { id, object: 'chat.completion.chunk', created, model };
  }

  private async event(data: object): Promise<void> {
    await this.write(`data: ${JSON.stringify(data)}\n\n`);
  }

  /** Resolves when the client has taken what was written before, or has left. */
  private async write(text: string): Promise<void> {
    if (this.response.destroyed || this.response.writableEnded) return;
    this.pingLater();
    if (this.response.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.response.off('drain', done);
        this.response.off('close', done);
        resolve();
      };
      this.response.on('drain', done);
      this.response.on('close', done);
    });
  }

  private pingLater(): void {
    this.cancelPing();
    this.cancelPing = this.clock.after(PING_AFTER_MS, () => {
      if (this.response.destroyed || this.response.writableEnded) return;
      // A client that does not read what it has got needs no sign of life.
      if (!this.response.writableNeedDrain) this.response.write(': ping\n\n');
      this.pingLater();
    });
  }

  private close(last: string): void {
    this.cancelPing();
    if (!this.response.destroyed && !this.response.writableEnded) this.response.end(last);
  }

  /** Sends nothing more: the client has left. */
  abandon(): void {
    this.cancelPing();
  }
}
