import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { type Finding, fail } from '../common/finding.js';

/** An answer that is no stream. */
export interface Refusal {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const Problem = z.object({ code: z.string(), traceId: z.string() });

/** The code by which MiniAsk itself refused; undefined when something in front answered. */
export function codeOf({ headers, text }: Pick<Refusal, 'headers' | 'text'>): string | undefined {
  if (headers['content-type']?.startsWith('application/problem+json') !== true) return undefined;
  try {
    return Problem.safeParse(JSON.parse(text)).data?.code;
  } catch {
    return undefined;
  }
}

/** Who refused, and what to do. */
export function describeRefusal(refusal: Refusal): Finding {
  const code = codeOf(refusal);
  return code === undefined ? byOthers(refusal) : byMiniAsk(refusal, code);
}

function byMiniAsk({ url, status }: Refusal, code: string): Finding {
  if (status === 401) {
    return fail('token', `refused (${code})`, 'Make one with npm run token, with the secret of that server');
  }
  return fail(
    'answer',
    `MiniAsk refuses ${url.pathname}: ${status} ${code}`,
    'docs/errors.md says what to do',
  );
}

function byOthers({ url, status, headers }: Refusal): Finding {
  const { location } = headers;
  const server = String(headers['server'] ?? 'it does not say what');
  if (status >= 300 && status < 400) {
    return fail(
      'redirect',
      `${status} to ${location === undefined ? 'nowhere' : originOf(location, url)}`,
      'Use the address that it leads to, in the Mini Program too',
    );
  }
  const seen = `${status} for ${url.pathname} by something in front (${server})`;
  if (status >= 502 && status <= 504) {
    return fail(
      'answer',
      seen,
      'It does not reach MiniAsk: see that this runs, and the address in the proxy',
    );
  }
  if (status === 400 && url.protocol === 'http:') {
    return fail('answer', seen, 'Perhaps the port speaks HTTPS: begin the address with https://');
  }
  return fail('answer', seen, `Let ${url.pathname} through to MiniAsk as it is`);
}

/** Without path and query: a token may stand there. */
function originOf(location: string, base: URL): string {
  return URL.canParse(location, base.href) ? new URL(location, base).origin : 'no address';
}
