import { randomBytes } from 'node:crypto';

/**
 * A span of our own in the caller's trace, as a W3C `traceparent`.
 * @returns undefined when the caller sent none, or no valid one.
 */
export function continuedTrace(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const [, trace, span, flags] = /^00-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})$/.exec(header) ?? [];
  if (trace === undefined || span === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(trace) || /^0+$/.test(span)) return undefined;
  return `00-${trace}-${randomBytes(8).toString('hex')}-${flags}`;
}
