import type { ServerResponse } from 'node:http';
import type { Behaviour, Pieces, Spoken } from './behaviour.js';
import { type ChatWriter, type WireUsage, plainWriter, streamWriter } from './chat-writer.js';
import type { RecordedRequest } from './recorded-request.js';
import { INTERNAL, PROVIDER_TIMEOUT, blockedMessage, providerRefusal } from './refusals.js';

const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** Plays one behaviour. @param reply the text of an answer that names none. */
export async function play(
  behaviour: Behaviour,
  request: RecordedRequest,
  response: ServerResponse,
  reply: (request: RecordedRequest) => string,
): Promise<void> {
  if (behaviour.kind === 'no-headers') return;
  if (behaviour.kind === 'hang-up') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (behaviour.kind === 'raw') {
    response.writeHead(behaviour.status ?? 200, { 'content-type': EVENT_STREAM, ...behaviour.headers });
    for (const part of behaviour.parts) await flushed(response, part);
    if (behaviour.open !== true) response.end();
    return;
  }
  await speak(behaviour.kind === 'acts' ? behaviour.next : behaviour, request, response, reply);
}

async function speak(
  behaviour: Spoken,
  request: RecordedRequest,
  response: ServerResponse,
  reply: (request: RecordedRequest) => string,
): Promise<void> {
  const { stream, stream_options, model = 'openclaw' } = request.body;
  const writer = stream
    ? streamWriter(response, model, stream_options?.include_usage === true)
    : plainWriter(response, model);
  if (behaviour.kind === 'answer') {
    const text = await say(writer, behaviour.text ?? reply(request), response);
    writer.finish(behaviour.finishReason ?? 'stop', behaviour.usage ?? countedUsage(request, text));
    return;
  }
  if ('after' in behaviour) await say(writer, behaviour.after ?? [], response);
  fail(behaviour, writer, response);
}

function fail(
  behaviour: Exclude<Spoken, { readonly kind: 'answer' }>,
  writer: ChatWriter,
  response: ServerResponse,
): void {
  switch (behaviour.kind) {
    case 'provider-error':
      return writer.refuse(providerRefusal(behaviour.status, behaviour.retryAfterS));
    case 'provider-drop':
      return writer.refuse(PROVIDER_TIMEOUT);
    case 'provider-blocked':
      return writer.refuse(INTERNAL, blockedMessage(behaviour.minutes ?? 1));
    case 'provider-empty':
    case 'tool-calls':
      return writer.refuse(INTERNAL);
    case 'silence':
      return;
    case 'cut':
      // Behind what was written before, which a reset at once would overtake.
      if (behaviour.how === 'end') response.end();
      else response.write('', () => response.socket?.resetAndDestroy());
  }
}

/** Sends the pieces until they end or nobody listens any more. @returns all of them. */
export async function say(
  writer: Pick<ChatWriter, 'piece'>,
  text: string | Pieces,
  response: ServerResponse,
): Promise<string> {
  let said = '';
  for await (const piece of typeof text === 'string' ? [text] : text) {
    if (response.destroyed) break;
    writer.piece(piece);
    said += piece;
  }
  return said;
}

/** Rough, as every count of tokens is; the same for the same texts. */
export function countedUsage({ system, user }: RecordedRequest, text: string): WireUsage {
  const tokens = (bytes: number): number => Math.ceil(bytes / 4);
  return {
    promptTokens: tokens(Buffer.byteLength(system) + Buffer.byteLength(user)),
    completionTokens: tokens(Buffer.byteLength(text)),
  };
}

function flushed(response: ServerResponse, part: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => response.write(part, () => resolve()));
}
