/** Whose step a request is, as its sender says. */
export interface TraceParent {
  /** 32 hex digits, not all zero. */
  readonly traceId: string;
  /** 16 hex digits, not all zero. */
  readonly spanId: string;
  /** The sender says that it records its own steps. */
  readonly sampled: boolean;
}

/**
 * https://www.w3.org/TR/trace-context/#traceparent-header. Version `ff` is invalid; of versions that are not known yet, what they
 * have beyond ours is not read.
 */
const TRACE_PARENT =
  /^(?!ff)(?<version>[0-9a-f]{2})-(?<traceId>(?!0{32})[0-9a-f]{32})-(?<spanId>(?!0{16})[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(?<more>-[\x21-\x7e]*)?$/;

const SAMPLED = 0x01;

/** Undefined for a header that is absent or malformed: it is then as if it had not been sent. */
export function readTraceParent(header: unknown): TraceParent | undefined {
  if (typeof header !== 'string') return undefined;
  const { version, traceId, spanId, flags, more } = TRACE_PARENT.exec(header)?.groups ?? {};
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}
