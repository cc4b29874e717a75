import type { Profile } from '../config/snapshot.js';
import type { FlagEvaluation, RoutingStep } from './trace-record.js';

/** A decision, or the way to none. */
export interface Routing {
  /** Undefined when nobody may serve. */
  readonly profile: Profile | undefined;
  readonly steps: readonly RoutingStep[];
  /** Why nobody may. */
  readonly refused?: 'INTENT_DISABLED' | 'PROFILE_NOT_ALLOWED';
}

/** What came of looking who is to serve an ask. */
export interface RoutedAsk {
  readonly intent: string;
  readonly hint?: string | undefined;
  /** What flags come to for its user and intent. */
  readonly flags: readonly FlagEvaluation[];
  readonly routing: Routing;
}
