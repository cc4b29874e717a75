import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { FakeOpenClaw } from './fake-openclaw/index.js';
import { listen, stop } from './listen.js';

/** A gateway whose plugin tells another version than the fake's; for all else the fake behind it stands in. */
export class OtherVersion {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(behind: FakeOpenClaw, version: object): Promise<OtherVersion> {
    const server = createServer((request, response) => {
      serve(request, response, behind.url, version).catch(() => response.destroy());
    });
    return new OtherVersion(await listen(server), server);
  }

  stop(): Promise<void> {
    return stop(this.server);
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  behind: string,
  version: object,
): Promise<void> {
  const path = request.url ?? '/';
  if (path === '/miniask/v1/version') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(version));
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks).toString();
  const answered = await fetch(behind + path, {
    method: request.method ?? 'GET',
    headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
    ...(body !== '' && { body }),
  });
  const type = answered.headers.get('content-type') ?? 'text/plain';
  response.writeHead(answered.status, { 'content-type': type }).end(await answered.text());
}
