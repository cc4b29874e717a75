import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';

export interface Question {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly token: string;
  readonly body?: object;
}

/**
 * Asks as a Mini Program does, which takes compressed answers. Node's own client, because it alone tells the
 * HTTP version, follows no redirect and unpacks nothing.
 * @returns the answer as soon as its headers are there
 * @throws Error of the connection; its `code` says which
 */
export function ask({ url, method, token, body }: Question, deadline: AbortSignal): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? overHttps : overHttp;
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'text/event-stream, application/json',
    'accept-encoding': 'gzip, deflate, br',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    send(url, { method, headers, signal: deadline }, resolve)
      .on('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** A short answer as text; what is longer than an error page is cut. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer) {
      const part = Buffer.from(chunk);
      chunks.push(part);
      bytes += part.length;
      if (bytes > MAX_TEXT_BYTES) break;
    }
  } catch {
    // What came before the connection broke is all there is to say.
  }
  return Buffer.concat(chunks).toString();
}

const MAX_TEXT_BYTES = 64 * 1024;
