import { digest } from '../common/digest.js';
import { ERRORS, type ErrorCode } from '../common/errors/catalogue.js';
import type { RolloutArm, TraceRecord } from './trace-record.js';

/** What a comparison of arms counts of an ask, but for what is counted of every ask. */
export interface RolloutOutcome extends RolloutArm {
  /** 31 bits that tell the users of the rollout apart, all but a few, and nobody who they are. */
  readonly user: number;
  /** The profile failed, or somebody else had to take over. */
  readonly failed: boolean;
  /** The profile gave an answer that broke its contract, be it mended or not. */
  readonly contractFailed: boolean;
}

/** The reason of an ask of which content safety had no wish to see the answer. */
const QUESTION_REJECTED = 'content_input';

/** These say nothing about a profile, though each is a server's error. */
const NOBODYS_FAULT = new Set<ErrorCode>(['SHUTTING_DOWN', 'LOGIN_NOT_CONFIGURED']);

/**
 * Null for an ask that is not to be counted: no draw has decided, it has not ended, it was refused before anybody was
 * asked, its question was rejected, or it got what came of another ask, which is counted itself.
 */
export function rolloutOutcome(record: TraceRecord): RolloutOutcome | null {
  const { rollout, status, cached, attempts } = record;
  if (rollout === undefined || status === 'running' || status === 'refused') return null;
  const isOfAnother = attempts.length > 0 && attempts.every(({ shared }) => shared === true);
  if (cached || isOfAnother || record.errorReason === QUESTION_REJECTED) return null;
  return {
    ...rollout,
    user: userOf(record.userId, rollout),
    failed: hasFailed(record),
    contractFailed: hasBrokenContract(record, rollout),
  };
}

/** What a client did wrong and what was cancelled are no failures of a profile; an answer that nobody may see is one. */
function hasFailed({ status, errorCode, routing }: TraceRecord): boolean {
  if (routing.some(({ rule }) => rule === 'fallback' || rule === 'local-fallback')) return true;
  if (status !== 'failed' || errorCode === null) return false;
  if (errorCode === 'CONTENT_REJECTED') return true;
  return ERRORS[errorCode].status >= 500 && !NOBODYS_FAULT.has(errorCode);
}

/** @returns another number for the same user in another rollout */
function userOf(userId: string | null, { key }: RolloutArm): number {
  return Number.parseInt(digest([key, userId]).slice(0, 8), 16) >>> 1;
}

function hasBrokenContract({ attempts }: TraceRecord, { arm }: RolloutArm): boolean {
  return attempts.some(({ profile, outcome }) => profile === arm && outcome === 'OUTPUT_INVALID');
}
