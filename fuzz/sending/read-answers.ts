import { type Answer, isStream } from './exchange.ts';

export interface Reading {
  readonly answers: readonly Answer[];
  /** What stands behind the last whole answer. */
  readonly rest: Buffer;
  /** An answer's head was seen, whose body goes on. */
  readonly streaming: boolean;
}

/**
 * Reads answers from the bytes of a connection (RFC 9112).
 * @param bodyless what was asked was HEAD, as far as anybody knows
 * @param ended no more bytes will come
 */
export function readAnswers(bytes: Buffer, bodyless: boolean, ended: boolean): Reading {
  const answers: Answer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const head = readHead(rest);
    if (head === undefined) break;
    const after = rest.subarray(head.length);
    if (head.status < 200) {
      rest = after;
      continue;
    }
    const body = readBody(after, head, bodyless, ended);
    if (body === undefined) return { answers, rest, streaming: isStream(head.headers) };
    answers.push({ status: head.status, headers: head.headers, body: body.content, whole: body.whole });
    rest = after.subarray(body.length);
  }
  return { answers, rest, streaming: false };
}

interface Head {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly length: number;
}

interface Body {
  readonly content: Buffer;
  readonly length: number;
  readonly whole: boolean;
}

const NO_BODY: Body = { content: Buffer.alloc(0), length: 0, whole: false };

function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { status: Number(status), headers, length: end + 4 };
}

function readBody(
  bytes: Buffer,
  { status, headers }: Head,
  bodyless: boolean,
  ended: boolean,
): Body | undefined {
  if (status === 204 || status === 304) return NO_BODY;
  const length = headers.get('content-length')?.[0];
  if (length !== undefined) return readSized(bytes, Number(length), bodyless, ended);
  if (headers.get('transfer-encoding')?.[0] === 'chunked') return bodyless ? NO_BODY : readChunks(bytes);
  return ended ? { content: bytes, length: bytes.length, whole: true } : undefined;
}

function readSized(bytes: Buffer, length: number, bodyless: boolean, ended: boolean): Body | undefined {
  // What was refused before its method was looked at has a body all the same, and ends the connection.
  if (bodyless && ended && bytes.length === length) return { content: bytes, length, whole: true };
  // Of bytes that were mutated nobody knows whether they asked for HEAD.
  if (length > 0 && (bodyless || (ended && bytes.length === 0) || bytes.subarray(0, 9).toString() === 'HTTP/1.1 ')) return NO_BODY; // prettier-ignore
  if (bytes.length < length) return undefined;
  return { content: bytes.subarray(0, length), length, whole: true };
}

function readChunks(bytes: Buffer): Body | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const from = lineEnd + 2;
    if (!(size >= 0) || bytes.length < from + size + 2) return undefined;
    if (size === 0) return { content: Buffer.concat(chunks), length: from + 2, whole: true };
    chunks.push(bytes.subarray(from, from + size));
    at = from + size + 2;
  }
}
