import type { Trace } from '../api/types.js';

/** A trace of a successful ask, of which a spec tells only what it is about. */
export function aTrace(parts: Partial<Trace> = {}): Trace {
  return {
    id: 'record-1',
    traceId: '1710000000000',
    userId: 'u_123',
    environment: 'prod',
    intent: 'summarize',
    status: 'complete',
    errorCode: null,
    errorReason: null,
    httpStatus: 200,
    input: { text: 'Hello' },
    context: null,
    profileHint: null,
    routing: [{ rule: 'shared-route', result: 'summarize_v1' }],
    profile: 'summarize_v1',
    profileDigest: 'digest',
    model: 'fast',
    configDigest: 'digest',
    attempts: [],
    answer: 'Hello',
    rejectedAnswer: null,
    safety: [],
    output: null,
    contentId: 'content-1',
    cached: false,
    degraded: false,
    usage: null,
    startedAt: '2026-03-01T00:00:00.000Z',
    latencyMs: 120,
    ...parts,
  };
}
