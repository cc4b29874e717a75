import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
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
  | { readonly kind: 'answer'; readonly tokens: readonly string[]; readonly finishReason?: 'stop' | 'length' }
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Some tokens, then nothing until the caller leaves. */
  | { readonly kind: 'silence'; readonly tokens: readonly string[] }
  /** Some tokens, then the connection breaks. */
  | { readonly kind: 'drop'; readonly tokens: readonly string[] };

export interface ProviderCall {
  readonly authorization: string | undefined;
  readonly body: z.infer<typeof Call>;
  /** Resolves when the connection of this call is closed, by whichever side. */
  readonly closed: Promise<void>;
}

/** A model vendor's OpenAI-compatible endpoint that records what it is told and answers by script. */
export class StubProvider {
  readonly calls: ProviderCall[] = [];
  private readonly script: ProviderBehaviour[] = [];
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

  /** Says what becomes of the next calls, in their order; after them it answers `Hello` again. */
  next(...behaviours: ProviderBehaviour[]): void {
    this.script.push(...behaviours);
  }

  /** The next call to arrive. */
  nextCall(): Promise<ProviderCall> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Forgets calls and script. */
  reset(): void {
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
    const call = { authorization: request.headers.authorization, body, closed };
    this.calls.push(call);
    for (const resolve of this.waiting.splice(0)) resolve(call);
    play(this.script.shift() ?? { kind: 'answer', tokens: ['Hello', ' there'] }, response, body.model);
  }
}

function play(behaviour: ProviderBehaviour, response: ServerResponse, model: string): void {
  if (behaviour.kind === 'status') {
    response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers });
    response.end(
      JSON.stringify({ error: { message: `stub error ${behaviour.status}`, type: 'stub', code: null } }),
    );
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const token of behaviour.tokens) write(response, model, { content: token }, null);
  if (behaviour.kind === 'silence') return;
  if (behaviour.kind === 'drop') {
    response.socket?.end(() => response.destroy());
    return;
  }
  write(response, model, {}, behaviour.finishReason ?? 'stop');
  const usage = { prompt_tokens: 30, completion_tokens: 2, total_tokens: 32 };
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
