import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import { createGzip } from 'node:zlib';
import { listen, stop } from './listen.js';

/** What a proxy may do to streams of events. `blocks`: passes on only so many bytes at a time. */
export type Meddling =
  | { readonly kind: 'none' | 'whole' | 'gzip' | 'no-comments' | 'unescape' }
  | { readonly kind: 'blocks'; readonly bytes: number };

/** A proxy that tells how much of a stream it has seen, and how much it has let through. */
export class MeddlingProxy {
  private seen = '';
  private passed = '';

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(behind: string, meddling: Meddling): Promise<MeddlingProxy> {
    const server = createServer((incoming, outgoing) => proxy.pass(incoming, outgoing, behind, meddling));
    const proxy: MeddlingProxy = new MeddlingProxy(await listen(server), server);
    return proxy;
  }

  /** Events and heartbeats that came whole, and those that were passed on. */
  get counts(): { readonly seen: number; readonly passed: number } {
    return { seen: countIn(this.seen), passed: countIn(this.passed) };
  }

  stop(): Promise<void> {
    return stop(this.server);
  }

  private pass(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    behind: string,
    meddling: Meddling,
  ): void {
    const { method, headers, url = '/' } = incoming;
    const onward = request(new URL(url, behind), { method, headers }, (answer) => {
      const zipped = meddling.kind === 'gzip' && { 'content-encoding': 'gzip' };
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...zipped });
      outgoing.flushHeaders();
      this.meddle(answer, outgoing, meddling);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  private meddle(answer: IncomingMessage, outgoing: ServerResponse, meddling: Meddling): void {
    const gzip = createGzip();
    if (meddling.kind === 'gzip') gzip.pipe(outgoing);
    let held = '';
    const write = (text: string): void => {
      this.passed += text;
      if (meddling.kind === 'gzip') gzip.write(text);
      else if (text !== '') outgoing.write(text);
    };
    answer.setEncoding('utf8').on('data', (text: string) => {
      this.seen += text;
      held += text;
      const ready = readyBytes(held, meddling);
      write(changed(held.slice(0, ready), meddling));
      held = held.slice(ready);
    });
    answer.on('end', () => {
      write(held);
      if (meddling.kind === 'gzip') gzip.end();
      else outgoing.end();
    });
  }
}

function readyBytes({ length }: string, meddling: Meddling): number {
  if (meddling.kind === 'whole') return 0;
  return meddling.kind === 'blocks' ? length - (length % meddling.bytes) : length;
}

function changed(text: string, { kind }: Meddling): string {
  if (kind === 'no-comments') return text.replaceAll(/^:.*\n\n/gm, '');
  if (kind !== 'unescape') return text;
  return text.replaceAll(/\\u([0-9a-f]{4})/g, (_, unit: string) => String.fromCharCode(parseInt(unit, 16)));
}

/** Frames that are complete. */
function countIn(stream: string): number {
  return stream.split('\n\n').length - 1;
}
