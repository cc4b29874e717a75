import type { Usage } from '../../agent/agent-client.js';
import type { ProblemBody } from '../../http/problem.js';
import type { Attempt } from '../../trace/trace-record.js';

/** The contract's view of an ask, whatever its state. */
export interface AskView {
  readonly traceId: string;
  readonly status: 'running' | 'complete' | 'failed' | 'cancelled';
  readonly intent: string;
  /** Fit to render; while the ask runs, as far as the model has come. */
  readonly answer: string;
  readonly output: object | null;
  readonly profile: string;
  readonly model: string;
  readonly cached: boolean;
  readonly degraded: boolean;
  readonly truncated: boolean;
  readonly aiGenerated: true;
  readonly label: string;
  readonly contentId: string | null;
  readonly usage: Usage;
  readonly latencyMs: number;
  /** What was tried, when it was more than the routed profile's first attempt. */
  readonly attempts?: readonly Pick<Attempt, 'profile' | 'model' | 'outcome'>[];
  /** Where the ask can be looked at while it runs. */
  readonly next?: string;
  /** Why it failed, when it did. */
  readonly error?: ProblemBody;
}
