import type { Socket } from 'node:net';
import type { Connections } from './connections.ts';
import { BOUND_MS, type Exchange, STREAM_MS } from './exchange.ts';
import { type Reading, readAnswers } from './read-answers.ts';

/** So long nobody answers before the client says that it has nothing more to send. */
const QUIET_MS = 250;
/** So long nobody pauses within an answer. */
const PAUSE_MS = 2000;
/** An answer to a pipelined request may follow the first. */
const FOLLOW_MS = 20;

export interface SentBytes {
  readonly bytes: Buffer;
  /** It asks for HEAD, as far as anybody knows. */
  readonly bodyless: boolean;
  /** It is one request, and its end is where it seems to be: the connection can be used again. */
  readonly single: boolean;
  readonly hangs: boolean;
}

/** Sends bytes as they are, and takes whatever comes back until it is answered or closed. */
export async function sendBytes(connections: Connections, sent: SentBytes): Promise<Exchange> {
  const exchange = await on(await connections.open(!sent.single), connections, sent);
  const lost = sent.single && exchange.answers.length === 0 && exchange.rest.length === 0 && !exchange.hung;
  // A server may close an idle connection at the moment when it is used again.
  return lost ? on(await connections.open(true), connections, sent) : exchange;
}

function on(socket: Socket, connections: Connections, sent: SentBytes): Promise<Exchange> {
  const { bytes, bodyless, single, hangs } = sent;
  return new Promise((resolve) => {
    const begun = performance.now();
    const chunks: Buffer[] = [];
    let hung = false;
    let leaving: NodeJS.Timeout | undefined;
    const bound = setTimeout(() => {
      hung = true;
      socket.destroy();
    }, BOUND_MS);
    let quiet = hangs || single ? undefined : setTimeout(() => socket.end(), QUIET_MS);
    const finish = ({ answers, rest, streaming }: Reading): void => {
      for (const timer of [bound, quiet, leaving]) clearTimeout(timer);
      resolve({ answers, rest: streaming ? Buffer.alloc(0) : rest, hung, ms: performance.now() - begun });
    };
    socket.on('data', (chunk) => {
      clearTimeout(quiet);
      chunks.push(chunk);
      const reading = readAnswers(Buffer.concat(chunks), bodyless, false);
      if (reading.streaming) leaving ??= setTimeout(() => socket.destroy(), STREAM_MS);
      if (reading.rest.length > 0 || reading.answers.length === 0) {
        // The rest of an answer; or there is none, because mutated bytes asked for HEAD.
        if (!reading.streaming) quiet = setTimeout(() => socket.end(), PAUSE_MS);
        return;
      }
      if (!single) {
        leaving ??= setTimeout(() => socket.destroy(), FOLLOW_MS);
      } else {
        connections.giveBack(socket);
        finish(reading);
      }
    });
    socket.on('close', () => finish(readAnswers(Buffer.concat(chunks), bodyless, true)));
    socket.write(bytes);
  });
}
