import type { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import type { AgentEvent } from '../agent-client.js';
import { linkFault, refusalError } from './agent-errors.js';
import type { GatewayLink, Response } from './pool/gateway-link.js';
import { sseLines } from './sse-lines.js';
import { type RunName, StreamedAnswer } from './streamed-answer.js';
import type { Call } from './ways/call.js';
import type { Engine } from './ways/plugin-way.js';
import { parseErrorBody } from './wire.js';

type Body = Response['body'];

/** Error bodies of OpenClaw are one line; what a proxy writes beyond this is not read. */
const MAX_ERROR_BODY_BYTES = 16 * 1024;

/** How long the words of a refusal are waited for: its status alone tells most. */
const REFUSAL_MS = 500;

/** How long the end of a finished answer's stream is waited for, so that its socket can be used again. */
const TAIL_MS = 1_000;

/** The gateway does not know the plugin's engine any more, although it did a moment ago. */
export class WayLost extends Error {
  override readonly name = 'WayLost';

  constructor(readonly engine: Engine) {
    super(`the gateway has lost its engine ${engine}`);
  }
}

/** An answer whose first content has come, whose agent acts, or that is complete already. */
export class Answering {
  constructor(
    private readonly opening: readonly AgentEvent[],
    private readonly rest: AsyncIterator<AgentEvent>,
    /** Lets go of the socket; aborts the run unless the whole answer has come. */
    readonly release: () => void,
  ) {}

  async *events(): AsyncGenerator<AgentEvent, void, undefined> {
    yield* this.opening;
    for (let next = await this.rest.next(); next.done !== true; next = await this.rest.next())
      yield next.value;
  }
}

/**
 * Calls the gateway and waits for the first content, or for the agent to act.
 * @throws AppError for every kind of failure until then; WayLost; the signal's reason
 */
export async function begin(
  link: GatewayLink,
  call: Call,
  run: RunName,
  signal: AbortSignal,
  clock: Clock,
): Promise<Answering> {
  const body = await eventStream(await link.post(call.path, call, signal), call, clock);
  const state = new StreamedAnswer(run, call.actsUnseen);
  const release = (): void => letGo(body, state.isOver, clock);
  const rest = answer(body, state, signal);
  const opening: AgentEvent[] = [];
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      opening.push(next.value);
      if (next.value.type !== 'run') break;
    }
    return new Answering(opening, rest, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function eventStream(
  { statusCode, headers, body }: Response,
  { way }: Call,
  clock: Clock,
): Promise<Body> {
  if (statusCode !== 200) {
    const refusal = parseErrorBody(await readStart(body, clock));
    // The plugin's own refusals name their type; a gateway without the plugin has never heard of it.
    if (
      way !== 'chat' &&
      way !== 'local' &&
      (statusCode === 501 || (statusCode === 404 && refusal.type === ''))
    ) {
      throw new WayLost(way);
    }
    const retryAfter = headers['retry-after'];
    throw refusalError({
      ...refusal,
      status: statusCode,
      ...(typeof retryAfter === 'string' && { retryAfter }),
    });
  }
  if (String(headers['content-type']).startsWith('text/event-stream')) return body;
  body.on('error', ignore).destroy();
  throw new AppError('AGENT_ERROR', { reason: 'not_a_stream' });
}

async function readStart(body: Body, clock: Clock): Promise<string> {
  const cancelTimer = clock.after(REFUSAL_MS, () => body.destroy());
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
  } finally {
    cancelTimer();
  }
  return Buffer.concat(chunks).toString();
}

async function* answer(
  body: Body,
  state: StreamedAnswer,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void, undefined> {
  for await (const event of streamed(body, state, signal)) {
    signal.throwIfAborted();
    yield event;
  }
  signal.throwIfAborted();
  yield* state.end();
}

/** The events of the stream as far as it goes; a break is an error only as long as the model has not finished. */
async function* streamed(
  body: Body,
  state: StreamedAnswer,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void, undefined> {
  const lines = sseLines();
  try {
    for await (const bytes of body.iterator({ destroyOnReturn: false })) {
      // Not `yield*`, which would wrap each of these in promises once more.
      for (const event of state.read(lines(bytes))) yield event;
      if (state.isOver) return;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    if (!state.isFinished)
      throw new AppError('AGENT_ERROR', { reason: 'stream_cut', cause: linkFault(error) });
  }
}

/** Reads the stream's tail, so that the socket serves again; else closes it, which is how OpenClaw learns to stop. */
function letGo(body: Body, isOver: boolean, clock: Clock): void {
  body.on('error', ignore);
  if (!isOver) {
    body.destroy();
    return;
  }
  if (body.closed) return;
  body.once(
    'close',
    clock.after(TAIL_MS, () => body.destroy()),
  );
  body.resume();
}

function ignore(): void {
  // The answer's fate is settled; nobody waits for its socket's.
}
