import type { Usage } from '../agent/agent-client.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import type { AskContext } from '../common/ask-context.js';

/** One step of choosing a profile: what was looked at and what came of it. */
export interface RoutingStep {
  readonly rule:
    'hint' | 'environment-route' | 'shared-route' | 'canary' | 'policy' | 'fallback' | 'local-fallback';
  readonly result: string;
}

export interface Attempt {
  readonly profile: string;
  readonly model: string;
  readonly agent: 'openclaw' | 'local';
  /** `ok`, or the error code that ended the attempt. */
  readonly outcome: 'ok' | 'cancelled' | ErrorCode;
  /** Our classification of the failure, such as `provider_rate_limited`. */
  readonly reason?: string;
  readonly runId: string;
  readonly sessionKey?: string;
  readonly responseId?: string;
  /** Milliseconds from the attempt's begin. */
  readonly firstContentMs?: number;
  readonly totalMs: number;
  readonly usage: Usage | null;
}

export type TraceStatus = 'running' | 'complete' | 'failed' | 'cancelled' | 'refused';

/** All that is needed to explain an ask, refusals included. Plain data: it is stored as it stands. */
export interface TraceRecord {
  /** Unique, unlike the client's traceId. UUIDv7. */
  readonly id: string;
  readonly traceId: string;
  /** Null until a token was verified. */
  readonly userId: string | null;
  readonly environment: string;
  readonly intent: string | null;
  readonly status: TraceStatus;
  readonly errorCode: ErrorCode | null;
  /** Our classification of the failure; never a vendor's words. */
  readonly errorReason: string | null;
  readonly httpStatus: number | null;
  /** Sanitised and unrendered, so that another profile can be tried on it. */
  readonly input: Readonly<Record<string, unknown>> | null;
  readonly context: AskContext | null;
  readonly profileHint: string | null;
  readonly routing: readonly RoutingStep[];
  readonly profile: string | null;
  readonly profileDigest: string | null;
  readonly model: string | null;
  readonly configDigest: string;
  readonly attempts: readonly Attempt[];
  readonly answer: string | null;
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly contentId: string | null;
  readonly degraded: boolean;
  readonly truncated: boolean;
  readonly usage: Usage | null;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** Milliseconds from the request's arrival; null while it runs. */
  readonly latencyMs: number | null;
  readonly firstContentMs: number | null;
}
