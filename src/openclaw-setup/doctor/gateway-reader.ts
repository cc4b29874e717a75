import { AppError } from '../../common/errors/app-error.js';
import type { Clock } from '../../common/clock.js';
import type { GatewayLink } from '../../agent/openclaw/pool/gateway-link.js';

/** Milliseconds for a question that calls no model; a wrong token alone costs half a second. */
export const READ_MS = 5_000;

/** Answers that are longer are no gateway's. */
const MAX_BYTES = 1_048_576;

export type Reading =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Undefined for what is not JSON. */
      readonly json: unknown;
      /** Milliseconds. */
      readonly ms: number;
    }
  /** `reason` as in docs/openclaw.md, or `too_slow`. */
  | { readonly kind: 'none'; readonly reason: string };

/** Reads one path of a gateway, in bounded time and size. Never throws for what a gateway does. */
export async function read(link: GatewayLink, path: string, clock: Clock): Promise<Reading> {
  const timeout = new AbortController();
  const cancelTimer = clock.after(READ_MS, () =>
    timeout.abort(new AppError('AGENT_TIMEOUT', { reason: 'too_slow' })),
  );
  const begunAt = clock.monotonic();
  try {
    const { statusCode, body } = await link.get(path, timeout.signal);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      const part = Buffer.from(chunk);
      bytes += part.length;
      if (bytes > MAX_BYTES) return { kind: 'none', reason: 'answer_too_large' };
      chunks.push(part);
    }
    const ms = Math.round(clock.monotonic() - begunAt);
    return { kind: 'answer', status: statusCode, json: parseJson(Buffer.concat(chunks).toString()), ms };
  } catch (error) {
    if (timeout.signal.aborted) return { kind: 'none', reason: 'too_slow' };
    return { kind: 'none', reason: (error instanceof AppError && error.reason) || 'gateway_disconnected' };
  } finally {
    cancelTimer();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
