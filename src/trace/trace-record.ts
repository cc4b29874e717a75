import type { Usage, Way } from '../agent/agent-client.js';
import type { FieldError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import type { AskContext } from '../common/ask-context.js';
import type { Json } from '../common/json.js';

/** One step of choosing a profile: what was looked at and what came of it. */
export interface RoutingStep {
  readonly rule:
    | 'hint'
    | 'flag'
    | 'changed-route'
    | 'environment-route'
    | 'shared-route'
    | 'target'
    | 'canary'
    | 'variant'
    | 'policy'
    | 'fallback'
    | 'local-fallback'
    | 'replay';
  readonly result: string;
  // What follows is absent where it means nothing, and in records of older versions.
  /** The profile that it is about: one of the configuration, whatever a client asked for. */
  readonly profile?: string;
  /** The share of a canary or a variant. */
  readonly percent?: number;
  /** Where the user stands towards that share, 0–100: in it while this is below. */
  readonly position?: number;
  /** Whether a flag, a target, a canary or a variant took the user, or the policy allows the profile. */
  readonly matched?: boolean;
}

/** To which arm of which rollout an ask belongs: by the draw alone, whoever answered it. */
export interface RolloutArm {
  /** Of the rollout, as `rolloutOf` makes it. */
  readonly key: string;
  /** The profile that was drawn, or the route's own. */
  readonly arm: string;
}

/** What a feature flag came to for a user. Nothing in it is a client's: values and names are of the configuration. */
export interface FlagEvaluation {
  readonly key: string;
  /** Null where there is none, as of a flag that is disabled or could not be evaluated. */
  readonly variant: string | null;
  /** As OpenFeature calls it: `STATIC`, `TARGETING_MATCH`, `DEFAULT`, `DISABLED`, `ERROR` and others. */
  readonly reason: string;
  /** Absent where it has none, and then it changes nothing. */
  readonly value?: Json;
  /** Why it could not be evaluated, for people. */
  readonly error?: string;
}

/** A tool of ours that the model asked for. Texts are bounded; they may hold what the user said. */
export interface ToolCallRecord {
  readonly name: string;
  /** As the model wrote them. */
  readonly arguments: string;
  /**
   * `aborted`: the ask or its attempt ended first; what the tool did until then has happened. `skipped`: not
   * run, as the model wanted too many at once. `refused`: not run, as the call held words of the prompt, or might have
   * had an effect in a replay.
   */
  readonly outcome: 'ok' | 'invalid' | 'unknown' | 'failed' | 'timeout' | 'aborted' | 'skipped' | 'refused';
  /** What the model was told. */
  readonly result: string;
  /** Present in a replay when it was not run: the record of the original had the outcome and the result. */
  readonly replayed?: true;
  /** Milliseconds. */
  readonly totalMs: number;
}

export interface Attempt {
  readonly profile: string;
  readonly model: string;
  readonly agent: 'openclaw' | 'local';
  /** `running` until it has ended; `superseded` when a rival was faster; or the error code that ended it. */
  readonly outcome: 'running' | 'ok' | 'cancelled' | 'superseded' | ErrorCode;
  /** Our classification of the failure, such as `provider_rate_limited` or `wrong_form`. */
  readonly reason?: string;
  /** What the model said, where that was no usable answer: its beginning, as it was said. Else absent. */
  readonly said?: string;
  /** What was wrong with that, as the model is told; an intent's words, which may quote it. */
  readonly fault?: string;
  /** The model was told what was wrong with its answer before. */
  readonly corrects?: true;
  readonly runId: string;
  /** Milliseconds since the Unix epoch. Absent in records of older versions. */
  readonly beganAt?: number;
  /** By which way the agent was reached, and through which of its gateways. */
  readonly way?: Way;
  readonly gateway?: string;
  /** Milliseconds that it waited for a free place. */
  readonly queuedMs?: number;
  readonly sessionKey?: string;
  readonly responseId?: string;
  /** Milliseconds from the attempt's begin. */
  readonly firstContentMs?: number;
  readonly totalMs: number;
  /** Of all its rounds. */
  readonly usage: Usage | null;
  /** Absent when the model asked for none. */
  readonly toolCalls?: readonly ToolCallRecord[];
  /** A tool of the agent's own has run, or may have, where that cannot be seen; else absent. */
  readonly acted?: boolean;
  /** What it is taken to have used where the agent did not tell; `usage` has what it told. */
  readonly estimated?: Usage;
  /** Present when another ask, which asked the same at that time, pays for it. */
  readonly shared?: true;
  /** What `usage` cost at the prices of that time; absent where one of the two is not known. */
  readonly cost?: number;
}

/** What an ask counts for in the quotas of its day: as long as it runs what is reserved, then what it used. */
export interface Charge {
  /** 0 or 1 of a single ask. */
  readonly asks: number;
  readonly tokens: number;
}

/** One check of content safety. */
export interface SafetyCheck {
  readonly side: 'input' | 'answer';
  /** Which part of that side, counted from 1. */
  readonly part: number;
  /**
   * What was found; or that the check failed, and the environment lets such texts pass (`unchecked`) or does not
   * (`failed`).
   */
  readonly verdict: 'pass' | 'review' | 'risky' | 'unchecked' | 'failed';
  /** WeChat's number of what was found. */
  readonly label?: number;
  /** By which WeChat's support finds the check. */
  readonly wechatTraceId?: string;
  /** Our classification of the failure. */
  readonly reason?: string;
  /** Milliseconds. */
  readonly ms: number;
}

/**
 * What the readers of an ask were told, and when. Deltas that follow each other closely are one entry, and there
 * are at most a hundred entries.
 */
export interface TraceEvent {
  readonly type: 'start' | 'delta' | 'done' | 'error';
  /** Milliseconds from the request's arrival. */
  readonly atMs: number;
  /** Deltas in the entry. */
  readonly count?: number;
  /** Code points of those. */
  readonly chars?: number;
}

/** What a user thought of an answer. */
export interface Feedback {
  readonly rating: 'up' | 'down';
  readonly comment?: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
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
  /** What the client was told of its faults, and where they are; pointers hold names of its choice. Absent where it was told of none. */
  readonly errors?: readonly FieldError[];
  /** The intent that was asked for, of which there is none (then `intent` is null), if it is like a name. Else absent; null where it is not kept. */
  readonly askedIntent?: string | null;
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
  /** What failed the content check, as far as the model had come: for operators, and never shown to a client. */
  readonly rejectedAnswer?: string;
  /** Absent where nothing is checked. */
  readonly safety?: readonly SafetyCheck[];
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly contentId: string | null;
  /** What stood beside the answer; absent until an ask has begun. */
  readonly label?: string;
  /** The answer had been given before, to the same question. */
  readonly cached: boolean;
  readonly degraded: boolean;
  readonly truncated: boolean;
  readonly usage: Usage | null;
  /** Absent in records of older versions, which kept no quotas. */
  readonly charge?: Charge;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** Milliseconds from the request's arrival; null while it runs. */
  readonly latencyMs: number | null;
  readonly firstContentMs: number | null;
  // Records of older versions lack what follows.
  /** Milliseconds for which the decisive attempt waited for a free place; null where none had to. */
  readonly queuedMs?: number | null;
  /** What its own attempts cost, as far as that is known, in the currency of the price list; null where it is not. */
  readonly cost?: number | null;
  readonly events?: readonly TraceEvent[];
  /** Absent when nothing was tried out, or something else than the draw has decided. */
  readonly rollout?: RolloutArm;
  /** Kept apart from the record, which may be saved again later than it is given. */
  readonly feedback?: Feedback;
  /** The `id` of the record that this one replays. A replay has the user and the traceId of the original. */
  readonly replayOf?: string;
  /** The batch of replays that it belongs to. */
  readonly batchId?: string;
  /** The flags that bore on it; absent where there are none. */
  readonly flags?: readonly FlagEvaluation[];
  /** By which a tracing system knows the request (W3C Trace Context): 32 hex digits. Absent when nobody traced it. */
  readonly otelTraceId?: string;
}
