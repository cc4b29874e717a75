import type { TraceRecord } from '../../src/trace/trace-record.js';
import { openTrace } from '../../src/trace/trace-draft.js';

/** A trace of a successful ask, of which a test tells only what it is about. */
export function aTrace(parts: Partial<TraceRecord> = {}): TraceRecord {
  return {
    ...openTrace({
      traceId: '1710000000000',
      environment: 'prod',
      configDigest: 'digest-of-the-configuration',
      startedAt: Date.UTC(2026, 0, 1),
    }),
    userId: 'u_123',
    intent: 'summarize',
    status: 'complete',
    httpStatus: 200,
    input: { text: '今天的会议决定了三件事。😀', maxBullets: 5 },
    context: { page: '/index', locale: 'zh-CN', scene: 1001, returning: true, coupon: null },
    routing: [{ rule: 'shared-route', result: 'summarize_v1' }],
    profile: 'summarize_v1',
    profileDigest: 'digest-of-summarize_v1',
    model: 'fast',
    attempts: [
      {
        profile: 'summarize_v1',
        model: 'fast',
        agent: 'openclaw',
        outcome: 'ok',
        runId: 'run-1',
        totalMs: 12,
        usage: { promptTokens: 310, completionTokens: 42 },
      },
    ],
    answer: '• 三件事',
    output: { bullets: ['三件事'] },
    contentId: 'content-1',
    usage: { promptTokens: 310, completionTokens: 42 },
    latencyMs: 123.4,
    firstContentMs: 45,
    ...parts,
  };
}
