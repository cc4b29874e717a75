import type { IncomingHttpHeaders } from 'node:http';
import { type Finding, fail, ok, warn } from '../common/finding.js';

export interface StreamHead {
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
}

/** What is wrong with the headers of a stream, as the contract has them. */
export function checkHeaders({ httpVersion, headers }: StreamHead): Finding[] {
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = headers;
  const found: Finding[] = [];
  if (encoding !== 'identity') found.push(compressed(encoding));
  if (length !== undefined) {
    found.push(
      fail(
        'headers',
        `Content-Length ${length} on a stream`,
        'Something collected it whole: turn its buffering off',
      ),
    );
  }
  if (httpVersion === '1.0') {
    found.push(
      fail(
        'headers',
        'answered in HTTP/1.0, where a stream that broke off looks complete',
        'Let what stands in front answer in HTTP/1.1 or newer',
      ),
    );
  }
  found.push(...checkType(headers), ...checkCaching(headers));
  return found.length === 0 ? [ok('headers', `HTTP/${httpVersion}, as the contract has them`)] : found;
}

/** Whether events can be read at all. */
export function isReadable({ headers }: StreamHead): boolean {
  return isEventStream(headers) && (headers['content-encoding'] ?? 'identity') === 'identity';
}

export function isEventStream(headers: IncomingHttpHeaders): boolean {
  return /^text\/event-stream\b/i.test(headers['content-type'] ?? '');
}

function compressed(encoding: string): Finding {
  return fail(
    'headers',
    `compressed (Content-Encoding: ${encoding})`,
    'A compressor may hold events back, and clients are promised none: take text/event-stream out of what is compressed (gzip_types in nginx, encode in Caddy)',
  );
}

function checkType(headers: IncomingHttpHeaders): Finding[] {
  const type = headers['content-type'] ?? 'missing';
  if (!isEventStream(headers)) {
    return [
      fail(
        'headers',
        `Content-Type is ${type}, not text/event-stream`,
        'Something else answers here, or changed the type',
      ),
    ];
  }
  if (/charset=utf-8/i.test(type)) return [];
  return [
    warn('headers', `Content-Type is ${type}, without charset=utf-8`, 'See what changes headers on the way'),
  ];
}

/** X-Accel-Buffering is not looked for: nginx obeys it and takes it away. */
function checkCaching(headers: IncomingHttpHeaders): Finding[] {
  const control = headers['cache-control'] ?? '';
  const missing = ['no-cache', 'no-transform'].filter((word) => !control.toLowerCase().includes(word));
  if (missing.length === 0) return [];
  return [
    warn(
      'headers',
      `Cache-Control is ${control || 'missing'}, without ${missing.join(' and ')}`,
      'Leave the header as MiniAsk sends it: it keeps caches and compressors away',
    ),
  ];
}
