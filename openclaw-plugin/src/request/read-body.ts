import type { IncomingMessage } from 'node:http';
import { PluginError } from '../errors/plugin-error.js';
import { BODY } from './fields.js';

/** The largest body, in bytes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/**
 * The JSON value in the body of a request.
 * @throws PluginError `invalid_request_error`: 413 when it is too large, 400 when it is no JSON.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length']) > MAX_BODY_BYTES) throw tooLarge(request);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw tooLarge(request);
    chunks.push(part);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new PluginError('invalid_request_error', `${BODY} is no JSON in UTF-8`);
  }
}

/** The rest of the body is thrown away, so that the client gets to read the answer. */
function tooLarge(request: IncomingMessage): PluginError {
  request.resume();
  return new PluginError('invalid_request_error', `${BODY} is larger than ${MAX_BODY_BYTES} bytes`, {
    status: 413,
  });
}
