import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import { z } from 'zod';
import { listen, stop } from '../support/listen.js';

const VERSION_PATH = '/miniask/v1/version';
const Version = z.looseObject({ engines: z.looseObject({}) });

/** Stands in front of a gateway whose plugin lacks an engine, as under another release of OpenClaw. */
export class EngineHidingProxy {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(behind: string, engine: string): Promise<EngineHidingProxy> {
    const server = createServer((incoming, outgoing) => pass(incoming, outgoing, behind, engine));
    return new EngineHidingProxy(await listen(server), server);
  }

  stop(): Promise<void> {
    return stop(this.server);
  }
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, behind: string, engine: string): void {
  const { method, headers, url = '/' } = incoming;
  const onward = request(new URL(url, behind), { method, headers }, (answer) => {
    const { statusCode = 502 } = answer;
    if (url === VERSION_PATH && statusCode === 200) {
      void rewrite(answer, outgoing, engine);
      return;
    }
    outgoing.writeHead(statusCode, answer.headers);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

async function rewrite(answer: IncomingMessage, outgoing: ServerResponse, engine: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk));
  const version = Version.parse(JSON.parse(Buffer.concat(chunks).toString()));
  const engines = { ...version.engines, [engine]: { available: false, reason: 'hidden by a test' } };
  outgoing.writeHead(200, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify({ ...version, engines }));
}
