import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import type { ContentSafetyPolicy } from '../config/snapshot.js';
import type { Attributes } from '../telemetry/span.js';
import { Tracing } from '../telemetry/tracing.js';
import type { SafetyCheck } from '../trace/trace-record.js';
import { type AnswerGate, OpenGate } from './answer-gate.js';
import { CheckedGate } from './checked-gate.js';
import { AT_ONCE, type Certainty, OVERLAP, leastCertain } from './checking.js';
import { type FailureScope, SafetyFailure, type SafetyFinding } from './content-safety.js';
import { ContentSafetyDrivers } from './drivers.js';
import { inTurns } from './in-turns.js';
import { SafetyMetrics } from './safety-metrics.js';
import { partsOf } from './split-text.js';

/** Users in whose names one text is tried at most. */
const MOST_USERS = 3;

type Side = SafetyCheck['side'];

/** Whose text it is, what is to happen to it, and where it is written down. */
export interface ReviewCase {
  readonly policy: ContentSafetyPolicy;
  /** Users in whose name it may be checked, the best first; asked again for every part. */
  readonly users: () => readonly string[];
  readonly note: (check: SafetyCheck) => void;
}

/** What an answer that is still being written is shown by. */
export interface Outlet extends ReviewCase {
  readonly signal: AbortSignal;
  readonly show: (text: string) => void;
  /** Nothing more is shown; the error is an AppError. */
  readonly fail: (error: unknown) => void;
}

/** What `on_failure: allow` lets pass: not what a user alone decides, by a text nobody can read or by staying away. */
const MAY_PASS: ReadonlySet<FailureScope> = new Set(['service', 'user']);

/** Failures that another user's name would not mend. */
const SAME_FOR_ALL: ReadonlySet<FailureScope> = new Set(['service', 'text']);

const DETAILS: Readonly<Record<Side, string>> = {
  input: 'What was sent failed the content check.',
  answer: 'The answer failed the content check.',
};

/** Decides, by the policy of the environment, what comes of the verdicts on a text. */
@Injectable()
export class ContentReview {
  constructor(
    private readonly drivers: ContentSafetyDrivers,
    private readonly metrics: SafetyMetrics,
    private readonly tracing: Tracing,
    private readonly clock: Clock,
  ) {}

  /** Whether anything is checked at all. */
  checks({ provider }: ContentSafetyPolicy): boolean {
    return provider !== 'none';
  }

  /**
   * Checks all that a client has sent.
   * @throws AppError `CONTENT_REJECTED`; `TOKEN_EXPIRED` when the user must log in again to be checked; `WECHAT_ERROR`
   * when it could not be checked and must be; the signal's reason
   */
  async input(texts: Iterable<string>, review: ReviewCase, signal: AbortSignal): Promise<Certainty> {
    if (!this.checks(review.policy)) return 'checked';
    const { maxChars } = this.drivers.of(review.policy.provider);
    const parts = [...partsOf([...texts].join('\n'), { maxChars, overlap: OVERLAP })];
    const found = await inTurns(parts, AT_ONCE, signal, ({ text }, index, ownSignal) =>
      this.part('input', text, index + 1, review, ownSignal),
    );
    return leastCertain(found);
  }

  /** What an answer is said to while it is written. */
  gate(outlet: Outlet): AnswerGate {
    if (!this.checks(outlet.policy)) return new OpenGate(outlet);
    const { maxChars } = this.drivers.of(outlet.policy.provider);
    return new CheckedGate(
      {
        check: (text, part, signal) => this.part('answer', text, part, outlet, signal),
        show: outlet.show,
        fail: outlet.fail,
        signal: outlet.signal,
      },
      maxChars,
      this.clock,
    );
  }

  /** @throws as `input` */
  private async part(
    side: Side,
    text: string,
    part: number,
    review: ReviewCase,
    signal: AbortSignal,
  ): Promise<Certainty> {
    if (text.trim() === '') return 'checked';
    return this.tracing.span('miniask.safety.check', (span) => {
      const note = (check: SafetyCheck): void => {
        span.set(checkAttributes(check));
        review.note(check);
      };
      return this.judge(side, text, part, { ...review, note }, signal);
    });
  }

  /** @throws as `input` */
  private async judge(
    side: Side,
    text: string,
    part: number,
    review: ReviewCase,
    signal: AbortSignal,
  ): Promise<Certainty> {
    const begunAt = this.clock.monotonic();
    const note = (came: Pick<SafetyCheck, 'verdict' | 'label' | 'wechatTraceId' | 'reason'>): void => {
      const check = { side, part, ...came, ms: Math.round(this.clock.monotonic() - begunAt) };
      this.metrics.checked(check);
      review.note(check);
    };
    try {
      const { verdict, label, checkId } = await this.ask(text, review, signal);
      note({
        verdict,
        ...(label !== undefined && { label }),
        ...(checkId !== undefined && { wechatTraceId: checkId }),
      });
      if (isRejected(verdict, review.policy)) throw rejected(side);
      return 'checked';
    } catch (error) {
      if (!(error instanceof SafetyFailure)) throw error;
      const passes = MAY_PASS.has(error.scope) && review.policy.onFailure === 'allow';
      note({ verdict: passes ? 'unchecked' : 'failed', reason: error.reason });
      if (!passes) throw failed(error);
      return 'unchecked';
    }
  }

  /** In the name of the first user for whom it works: what is about one of them must not fail the others. */
  private async ask(
    text: string,
    { policy, users }: ReviewCase,
    signal: AbortSignal,
  ): Promise<SafetyFinding> {
    const driver = this.drivers.of(policy.provider);
    let failure = new SafetyFailure('nobody_to_check_for');
    for (const userId of [...new Set(users())].slice(0, MOST_USERS)) {
      try {
        return await driver.check({ text, userId, scene: policy.scene }, signal);
      } catch (error) {
        if (!(error instanceof SafetyFailure) || SAME_FOR_ALL.has(error.scope)) throw error;
        failure = error;
      }
    }
    throw failure;
  }
}

function checkAttributes({ side, part, verdict, label, reason }: SafetyCheck): Attributes {
  return {
    'miniask.safety.side': side,
    'miniask.safety.part': part,
    'miniask.safety.verdict': verdict,
    'miniask.safety.label': label,
    'miniask.safety.reason': reason,
  };
}

function isRejected(verdict: SafetyFinding['verdict'], { onReview }: ContentSafetyPolicy): boolean {
  return verdict === 'risky' || (verdict === 'review' && onReview === 'block');
}

/** Says which side, and not what was found. */
function rejected(side: Side): AppError {
  return new AppError('CONTENT_REJECTED', { reason: `content_${side}`, detail: DETAILS[side] });
}

function failed({ reason, scope }: SafetyFailure): AppError {
  if (scope !== 'visit')
    return new AppError('WECHAT_ERROR', { reason, detail: 'WeChat could not check the content.' });
  const detail = 'WeChat checks the content of users who were here within two hours: log in again.';
  return new AppError('TOKEN_EXPIRED', { reason, detail });
}
