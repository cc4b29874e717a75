import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
} from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { portOf } from './port-of.js';

const Call = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
  temperature: z.number().optional(),
  top_p: z.number().optional(),
});

/** What the stub does with the next call. */
export type ProviderBehaviour =
  | {
      readonly kind: 'answer';
      readonly tokens: readonly string[];
      readonly finishReason?: 'stop' | 'length';
      /** Waits so long before each token. */
      readonly gapMs?: number;
    }
  | {
      readonly kind: 'tool-calls';
      readonly calls: readonly ProviderToolCall[];
      /** What it says before. */
      readonly tokens?: readonly string[];
    }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Anything at all, in the place of events. */
  | { readonly kind: 'raw'; readonly text: string }
  /** Some tokens, then nothing until the caller leaves. */
  | { readonly kind: 'silence'; readonly tokens: readonly string[] }
  /** Some tokens, then the connection breaks. */
  | { readonly kind: 'drop'; readonly tokens: readonly string[] }
  /** Not even headers come until the caller leaves. */
  | { readonly kind: 'hang' }
  /** The connection breaks instead of an answer. */
  | { readonly kind: 'hang-up' };

export interface ProviderToolCall {
  readonly id: string;
  readonly name: string;
  /** As JSON, in the pieces in which they are sent. */
  readonly arguments: readonly string[];
}

export interface ProviderCall {
  readonly headers: IncomingHttpHeaders;
  readonly authorization: string | undefined;
  readonly body: z.infer<typeof Call>;
  /** Resolves when the connection of this call is closed, by whichever side. */
  readonly closed: Promise<void>;
}

const HELLO: ProviderBehaviour = { kind: 'answer', tokens: ['Hello', ' there'] };

/** A model vendor's OpenAI-compatible endpoint that records what it is told and answers by script. */
export class StubProvider {
  readonly calls: ProviderCall[] = [];
  private readonly script: ProviderBehaviour[] = [];
  private always = HELLO;
  private readonly waiting: ((call: ProviderCall) => void)[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<StubProvider> {
    const server = createServer();
    const provider = new StubProvider(server);
    server.on('request', (request, response) => {
      provider.serve(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return provider;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${portOf(this.server)}/v1`;
  }

  /** Says what becomes of every call that `next` does not speak of. */
  otherwise(behaviour: ProviderBehaviour): void {
    this.always = behaviour;
  }

  /** Says what becomes of the next calls, in their order. */
  next(...behaviours: ProviderBehaviour[]): void {
    this.script.push(...behaviours);
  }

  /** The next call to arrive. */
  nextCall(): Promise<ProviderCall> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Forgets calls and script, and says hello again. */
  reset(): void {
    this.always = HELLO;
    this.calls.length = 0;
    this.script.length = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Call.parse(JSON.parse(Buffer.concat(chunks).toString()));
    const { headers } = request;
    const call = { headers, authorization: headers.authorization, body, closed };
    this.calls.push(call);
    for (const resolve of this.waiting.splice(0)) resolve(call);
    await play(this.script.shift() ?? this.always, response, body);
  }
}

async function play(
  behaviour: ProviderBehaviour,
  response: ServerResponse,
  call: ProviderCall['body'],
): Promise<void> {
  switch (behaviour.kind) {
    case 'hang':
      return;
    case 'hang-up':
      response.socket?.destroy();
      return;
    case 'status':
      return refuse(response, behaviour.status, behaviour.headers);
    case 'raw':
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(behaviour.text);
      return;
    case 'answer':
    case 'tool-calls':
    case 'silence':
    case 'drop':
      return speak(behaviour, response, call);
  }
}

function refuse(response: ServerResponse, status: number, headers?: Readonly<Record<string, string>>): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { message: `stub error ${status}`, type: 'stub', code: null } }));
}

async function speak(
  behaviour: Exclude<ProviderBehaviour, { readonly kind: 'hang' | 'hang-up' | 'raw' | 'status' }>,
  response: ServerResponse,
  call: ProviderCall['body'],
): Promise<void> {
  const { model } = call;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const token of behaviour.tokens ?? []) {
    if (behaviour.kind === 'answer' && behaviour.gapMs !== undefined) await wait(behaviour.gapMs);
    write(response, model, { content: token }, null);
  }
  switch (behaviour.kind) {
    case 'silence':
      return;
    case 'drop':
      response.socket?.end(() => response.destroy());
      return;
    case 'tool-calls':
      writeToolCalls(response, model, behaviour.calls);
      return finish(response, call, 'tool_calls');
    case 'answer':
      return finish(response, call, behaviour.finishReason ?? 'stop');
  }
}

function writeToolCalls(response: ServerResponse, model: string, calls: readonly ProviderToolCall[]): void {
  for (const [index, { id, name, arguments: pieces }] of calls.entries()) {
    const opening = { index, id, type: 'function', function: { name, arguments: '' } };
    write(response, model, { tool_calls: [opening] }, null);
    for (const piece of pieces) {
      write(response, model, { tool_calls: [{ index, function: { arguments: piece } }] }, null);
    }
  }
}

function finish(response: ServerResponse, call: ProviderCall['body'], reason: string): void {
  const { model } = call;
  write(response, model, {}, reason);
  // Rough, as every count of tokens is; what matters is that a longer prompt counts more.
  const prompt = Math.ceil(Buffer.byteLength(JSON.stringify(call)) / 4);
  const usage = { prompt_tokens: prompt, completion_tokens: 2, total_tokens: prompt + 2 };
  response.write(`data: ${JSON.stringify({ ...head(model), choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}

function write(response: ServerResponse, model: string, delta: object, finishReason: string | null): void {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  response.write(`data: ${JSON.stringify({ ...head(model), choices })}\n\n`);
}

function head(model: string): object {
  return { id: 'stub-1', object: 'chat.completion.chunk', created: 0, model };
}
