import type { Dispatcher } from 'undici';
import type { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { AgentClient, type AgentEvent, type AgentRequest } from '../agent-client.js';
import { refusalError } from './agent-errors.js';
import { ChatAnswer } from './chat-answer.js';
import { chatCall } from './chat-request.js';
import { Gateways } from './gateways.js';
import { MisconfigurationLog } from './misconfiguration-log.js';
import { sseLines } from './sse-lines.js';
import { parseErrorBody } from './wire.js';

export interface OpenClawOptions {
  /** One or more gateways, as absolute URLs. */
  readonly urls: readonly string[];
  readonly token: string;
}

type Body = Dispatcher.ResponseData['body'];

/** Error bodies of OpenClaw are one line; what a proxy writes beyond this is not read. */
const MAX_ERROR_BODY_BYTES = 16 * 1024;

/** How long the end of a finished answer's stream is waited for, so that its socket can be used again. */
const TAIL_MS = 1_000;

/** Asks OpenClaw over its OpenAI-compatible HTTP endpoint; `docs/openclaw.md` says what it must be like. */
export class OpenClawAgentClient extends AgentClient {
  override readonly name = 'openclaw';
  private readonly gateways: Gateways;
  private readonly log: MisconfigurationLog;

  constructor(
    { urls, token }: OpenClawOptions,
    private readonly clock: Clock,
  ) {
    super();
    this.gateways = new Gateways(urls, token);
    this.log = new MisconfigurationLog(clock);
  }

  override async *run(
    request: AgentRequest,
    signal: AbortSignal,
  ): AsyncGenerator<AgentEvent, void, undefined> {
    signal.throwIfAborted();
    const { agentId, sessionKey, ...message } = chatCall(request);
    yield { type: 'run', sessionKey };
    signal.throwIfAborted();
    try {
      const response = await this.gateways.post('/v1/chat/completions', message, signal);
      yield* this.answer(await eventStream(response), sessionKey, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) this.log.note(error.reason, agentId, request.model.model);
      throw error;
    }
  }

  override check(signal: AbortSignal): Promise<void> {
    return this.gateways.check(signal);
  }

  override close(): Promise<void> {
    return this.gateways.close();
  }

  private async *answer(
    body: Body,
    sessionKey: string,
    signal: AbortSignal,
  ): AsyncGenerator<AgentEvent, void, undefined> {
    const state = new ChatAnswer(sessionKey);
    try {
      for await (const event of streamed(body, state)) {
        signal.throwIfAborted();
        yield event;
      }
      signal.throwIfAborted();
      yield* state.end();
    } finally {
      this.release(body, state.isOver);
    }
  }

  /** Reads the stream's tail, so that the socket serves again; else closes it, which is how OpenClaw learns to stop. */
  private release(body: Body, isOver: boolean): void {
    body.on('error', ignore);
    if (!isOver) {
      body.destroy();
      return;
    }
    if (body.closed) return;
    body.once(
      'close',
      this.clock.after(TAIL_MS, () => body.destroy()),
    );
    body.resume();
  }
}

async function eventStream({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Body> {
  if (statusCode !== 200) {
    const retryAfter = headers['retry-after'];
    throw refusalError({
      ...parseErrorBody(await readStart(body)),
      status: statusCode,
      ...(typeof retryAfter === 'string' && { retryAfter }),
    });
  }
  if (String(headers['content-type']).startsWith('text/event-stream')) return body;
  body.on('error', ignore).destroy();
  throw new AppError('AGENT_ERROR', { reason: 'not_a_stream' });
}

async function readStart(body: Body): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_ERROR_BODY_BYTES) break;
    }
  } catch {
    // A refusal that breaks off is a refusal still; its status tells enough.
  }
  return Buffer.concat(chunks).toString();
}

/** The events of the stream as far as it goes; a break is an error only as long as the model has not finished. */
async function* streamed(body: Body, state: ChatAnswer): AsyncGenerator<AgentEvent, void, undefined> {
  const lines = sseLines();
  try {
    for await (const bytes of body.iterator({ destroyOnReturn: false })) {
      // Not `yield*`, which would wrap each of these in promises once more.
      for (const event of state.read(lines(bytes))) yield event;
      if (state.isOver) return;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (!state.isFinished) throw new AppError('AGENT_ERROR', { reason: 'stream_cut', cause: error });
  }
}

function ignore(): void {
  // The answer's fate is settled; nobody waits for its socket's.
}
