/** What the operators' API gives. Times are ISO 8601 strings, durations milliseconds, ratios 0–1. */

export type TraceStatus = 'running' | 'complete' | 'failed' | 'cancelled' | 'refused';
export type Rating = 'up' | 'down';

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface TraceSummary {
  readonly id: string;
  readonly traceId: string;
  readonly userId: string | null;
  readonly environment: string;
  readonly intent: string | null;
  readonly status: TraceStatus;
  readonly errorCode: string | null;
  readonly httpStatus: number | null;
  readonly profile: string | null;
  readonly model: string | null;
  readonly cached: boolean;
  readonly degraded: boolean;
  readonly truncated: boolean;
  readonly usage: Usage | null;
  readonly cost: number | null;
  readonly startedAt: string;
  readonly latencyMs: number | null;
  readonly firstContentMs: number | null;
  readonly feedback: Rating | null;
  readonly replayOf: string | null;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface RoutingStep {
  readonly rule: string;
  /** Empty where the environment keeps no texts. */
  readonly result: string;
  readonly profile?: string;
  readonly percent?: number;
  /** Where the user stands towards `percent`: in while this is below. */
  readonly position?: number;
  readonly matched?: boolean;
}

export interface ToolCall {
  readonly name: string;
  readonly arguments: string;
  readonly outcome: string;
  readonly result: string;
  readonly totalMs: number;
}

export interface Attempt {
  readonly profile: string;
  readonly model: string;
  readonly agent: string;
  /** `running`, `ok`, `cancelled`, `superseded`, or the code of the error that ended it. */
  readonly outcome: string;
  readonly reason?: string;
  /** What the model said that could not be used, and what was wrong with it. */
  readonly said?: string;
  readonly fault?: string;
  /** The model was told what was wrong with its answer before. */
  readonly corrects?: true;
  readonly runId: string;
  /** Absent in records of older versions. */
  readonly beganAt?: string;
  readonly way?: string;
  readonly gateway?: string;
  readonly queuedMs?: number;
  readonly sessionKey?: string;
  readonly responseId?: string;
  readonly firstContentMs?: number;
  readonly totalMs: number;
  readonly usage: Usage | null;
  readonly estimated?: Usage;
  readonly shared?: true;
  readonly cost?: number;
  readonly toolCalls?: readonly ToolCall[];
  readonly acted?: boolean;
}

export interface SafetyCheck {
  readonly side: 'input' | 'answer';
  readonly part: number;
  readonly verdict: 'pass' | 'review' | 'risky' | 'unchecked' | 'failed';
  readonly label?: number;
  readonly wechatTraceId?: string;
  readonly reason?: string;
  readonly ms: number;
}

export interface TraceEvent {
  readonly type: 'start' | 'delta' | 'done' | 'error';
  readonly atMs: number;
  readonly count?: number;
  readonly chars?: number;
}

export interface Feedback {
  readonly rating: Rating;
  readonly comment: string | null;
  readonly at: string;
}

export type ContextValue = string | number | boolean | null | { readonly [key: string]: ContextValue };

/** What a feature flag came to for the user. */
export interface TraceFlag {
  readonly key: string;
  readonly variant: string | null;
  readonly reason: string;
  readonly value?: unknown;
}

export interface Trace extends Omit<TraceSummary, 'feedback'> {
  readonly errorReason: string | null;
  /** What the client was told of its faults; pointers are empty where the environment keeps no texts. */
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];
  /** Of which there is none. */
  readonly askedIntent: string | null;
  readonly input: Readonly<Record<string, unknown>> | null;
  readonly context: Readonly<Record<string, ContextValue>> | null;
  readonly profileHint: string | null;
  readonly routing: readonly RoutingStep[];
  readonly flags: readonly TraceFlag[];
  readonly profileDigest: string | null;
  readonly configDigest: string;
  readonly attempts: readonly Attempt[];
  readonly answer: string | null;
  readonly rejectedAnswer: string | null;
  readonly safety: readonly SafetyCheck[];
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly contentId: string | null;
  readonly label?: string;
  readonly charge?: { readonly asks: number; readonly tokens: number };
  readonly queuedMs: number | null;
  readonly events: readonly TraceEvent[];
  readonly feedback: Feedback | null;
  readonly batchId: string | null;
  readonly rollout: { readonly key: string; readonly arm: string } | null;
  readonly otelTraceId: string | null;
}

export interface TracePrompt {
  readonly profile: {
    readonly name: string;
    readonly digest: string;
    readonly model: string;
    readonly systemPrompt: string;
    readonly maxTokens: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly tools: readonly string[];
    readonly fallback: string | null;
    readonly cacheTtlS: number;
    readonly deadlineMs: number;
    readonly hedgeMs?: number;
    readonly output: { readonly maxChars?: number; readonly maxBullets?: number };
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly model: {
    readonly alias: string;
    readonly agent: string;
    readonly model?: string;
    readonly firstContentMs: number;
    readonly totalMs: number;
  };
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

export interface ComparedSide {
  readonly id: string;
  readonly profile: string | null;
  readonly profileDigest: string | null;
  readonly configDigest: string;
  readonly model: string | null;
  readonly status: TraceStatus;
  readonly errorCode: string | null;
  readonly errorReason: string | null;
  readonly answer: string | null;
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly truncated: boolean;
  readonly degraded: boolean;
  readonly usage: Usage | null;
  readonly cost: number | null;
  readonly latencyMs: number | null;
  readonly firstContentMs: number | null;
  readonly attempts: readonly ComparedAttempt[];
  readonly startedAt: string;
}

export type ComparedAttempt = Pick<
  Attempt,
  'profile' | 'model' | 'outcome' | 'reason' | 'said' | 'fault' | 'corrects'
>;

export interface DiffPart {
  readonly type: 'same' | 'removed' | 'added';
  readonly text: string;
}

export type FigureName =
  'latencyMs' | 'firstContentMs' | 'promptTokens' | 'completionTokens' | 'cost' | 'answerChars';

export interface ComparedFigure {
  readonly name: FigureName;
  readonly original: number | null;
  readonly replay: number | null;
  /** How much more the replay has. */
  readonly change: number | null;
}

export interface Comparison {
  readonly id: string;
  readonly replayOf: string;
  readonly original: ComparedSide;
  readonly replay: ComparedSide;
  readonly diff: readonly DiffPart[];
  readonly figures: readonly ComparedFigure[];
  /** Null unless both answers are there and kept. */
  readonly similarity: number | null;
}

export interface RouteShare {
  readonly intent: string;
  /** Of the users whom no target takes, 0–100. */
  readonly percent: number;
  /** Or another variant. */
  readonly canary: boolean;
  /** Targets that give it to certain users. */
  readonly targets: number;
}

export interface ProfileSummary {
  readonly name: string;
  readonly digest: string;
  readonly model: string;
  readonly allowed: boolean;
  readonly routes: readonly RouteShare[];
  readonly maxTokens: number;
  readonly deadlineMs: number;
  readonly tools: readonly string[];
  readonly fallback: string | null;
}

export interface ProfileList {
  readonly environment: string;
  readonly configDigest: string;
  readonly profiles: readonly ProfileSummary[];
}
