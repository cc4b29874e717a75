import type { ServerResponse } from 'node:http';
import { sendJson } from '../answer/json-answer.js';
import type { PluginError } from '../errors/plugin-error.js';

/** The body of an error, also the data of the event that ends a stream. */
export function errorBody({ message, type, providerStatus, retryAfterS }: PluginError): object {
  return {
    error: {
      message,
      type,
      ...(providerStatus !== undefined && { provider_status: providerStatus }),
      ...(retryAfterS !== undefined && { retry_after: retryAfterS }),
    },
  };
}

/** Sends an error, unless the client has left or has got headers already. */
export function sendError(response: ServerResponse, error: PluginError): void {
  if (response.destroyed || response.headersSent) return;
  if (error.retryAfterS !== undefined) response.setHeader('retry-after', String(error.retryAfterS));
  sendJson(response, error.status, errorBody(error));
}

/** What may be logged of an error: no text of a prompt, an answer or a provider. */
export function loggable(error: PluginError): string {
  const provider = error.providerStatus === undefined ? '' : ` provider_status=${error.providerStatus}`;
  return `${error.type} (${error.status})${provider}${causeOf(error)}`;
}

/** The kind of an unforeseen error and where it came from; its message may quote anything. */
function causeOf({ cause }: PluginError): string {
  if (!(cause instanceof Error)) return '';
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return ` ${cause.name} ${frames
    .slice(0, 4)
    .map((frame) => frame.trim())
    .join(' ')}`;
}
