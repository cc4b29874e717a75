/**
 * An OpenClaw gateway that answers at once, so that what is measured is what stands in front of it.
 * Speaks the wire as far as the benchmark needs it; `test/support` has the one with faults.
 */
import { createServer, type ServerResponse } from 'node:http';

const ANSWER =
  '- The first point of the text.\n- The second point, a little longer than the first.\n- The third one.';
const USAGE = { prompt_tokens: 200, completion_tokens: 30, total_tokens: 230 };
const HEAD = { id: 'chatcmpl_bench', created: 0, model: 'openclaw/fast' };

const COMPLETION = JSON.stringify({
  ...HEAD,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: ANSWER }, finish_reason: 'stop' }],
  usage: USAGE,
});

/** Whose text says so gets the beginning of an answer, and nothing more as long as it waits. */
const FALLS_SILENT = 'Fall silent.';

const BEGIN = [
  chunk([{ index: 0, delta: { role: 'assistant' } }]),
  ...ANSWER.split(/(?<= )/).map((content) => chunk([{ index: 0, delta: { content } }])),
].join('');

const STREAM = [
  BEGIN,
  chunk([{ index: 0, delta: {}, finish_reason: 'stop' }]),
  chunk([], { usage: USAGE }),
  'data: [DONE]\n\n',
].join('');

const server = createServer((request, response) => {
  if (request.url === '/readyz') return sendJson(response, '{"ready":true}');
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (part: string) => (body += part));
  request.on('end', () => {
    if (!body.includes('"stream":true')) return sendJson(response, COMPLETION);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    if (body.includes(FALLS_SILENT)) response.write(BEGIN);
    else response.end(STREAM);
  });
});

server.listen(Number(process.env['PORT']), '127.0.0.1');

function chunk(choices: object[], more: object = {}): string {
  return `data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', choices, ...more })}\n\n`;
}

function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(body);
}
