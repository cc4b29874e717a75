/** The least that a server in front of the agent can do: node:http takes the request, undici passes it on. */
import { createServer } from 'node:http';
import { pipeline } from 'node:stream';
import { Pool } from 'undici';

const upstream = new Pool(process.env['UPSTREAM'] ?? '', {
  connections: Number(process.env['CONNECTIONS'] ?? 64),
});

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => void passOn(Buffer.concat(chunks)));

  async function passOn(body: Buffer): Promise<void> {
    const answer = await upstream.request({
      method: 'POST',
      path: '/v1/chat/completions',
      headers: { 'content-type': 'application/json', authorization: 'Bearer token' },
      body,
    });
    const type = String(answer.headers['content-type'] ?? 'application/json');
    response.writeHead(answer.statusCode, { 'content-type': type });
    if (type.startsWith('text/event-stream')) pipeline(answer.body, response, () => {});
    else response.end(await answer.body.text());
  }
}).listen(Number(process.env['PORT']), '127.0.0.1');
