import type { GuardSetting, IntentRoute } from '../../api/route-types.js';

/** How a rollout is watched, as it is typed: empty is as usual. */
export interface GuardDraft {
  /** What there is beside the numbers of the form; it stays as it is. */
  readonly kept: GuardSetting;
  readonly keptLatency: object;
  readonly minSamples: string;
  /** Percent of the rollouts. */
  readonly falseAlarms: string;
  /** Percentage points. */
  readonly margin: string;
  /** Whether slow answers count at all. */
  readonly judgesLatency: boolean;
  /** Times the baseline's p95. */
  readonly latencyFactor: string;
  /** Beyond the baseline's p95. */
  readonly latencyMs: string;
}

export type GuardNumber = keyof Omit<GuardDraft, 'kept' | 'keptLatency' | 'judgesLatency'>;

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}

export const CERTAINTY_NUMBERS = [
  'minSamples',
  'falseAlarms',
  'margin',
] as const satisfies readonly GuardNumber[];
export const LATENCY_NUMBERS = ['latencyFactor', 'latencyMs'] as const satisfies readonly GuardNumber[];

/** Where each stands in a request. */
export const GUARD_POINTERS: Readonly<Record<GuardNumber, string>> = {
  minSamples: '/guard/minSamples',
  falseAlarms: '/guard/falseAlarms',
  margin: '/guard/margin',
  latencyFactor: '/guard/latency/factor',
  latencyMs: '/guard/latency/ms',
};

/** What the server takes, in the units of the form. */
export const GUARD_BOUNDS: Readonly<Record<GuardNumber, Bounds>> = {
  minSamples: { min: 10, max: 1_000_000, whole: true },
  falseAlarms: { min: 0.0001, max: 50 },
  margin: { min: 0, max: 50 },
  latencyFactor: { min: 1, max: 100 },
  latencyMs: { min: 0, max: 3_600_000, whole: true },
};

/** Digits that survive percent and back. */
const DIGITS = 12;

/** Of a rollout that is not watched: as it was before that was said, so that it can be watched as before. */
export function guardDraftOf({
  route,
  change,
  files,
}: Pick<IntentRoute, 'route' | 'change' | 'files'>): GuardDraft {
  const told = route?.guard === false ? [change?.before, files] : [route];
  const { minSamples, falseAlarms, margin, latency, ...kept } =
    told.map(guardIn).find((each) => each !== undefined) ?? {};
  const { factor, ms, ...keptLatency } = latency === false ? {} : (latency ?? {});
  return {
    kept,
    keptLatency,
    minSamples: textOf(minSamples),
    falseAlarms: textOf(falseAlarms, 100),
    margin: textOf(margin),
    judgesLatency: latency !== false,
    latencyFactor: textOf(factor),
    latencyMs: textOf(ms),
  };
}

/** What a draft without faults asks for; undefined: as usual. */
export function guardOf(draft: GuardDraft): GuardSetting | undefined {
  const { kept, minSamples, falseAlarms, margin } = draft;
  const latency = latencyOf(draft);
  const setting = {
    ...kept,
    ...(isGiven(minSamples) && { minSamples: Number(minSamples) }),
    ...(isGiven(falseAlarms) && { falseAlarms: exact(Number(falseAlarms) / 100) }),
    ...(isGiven(margin) && { margin: Number(margin) }),
    ...(latency !== undefined && { latency }),
  };
  return Object.keys(setting).length === 0 ? undefined : setting;
}

function latencyOf({
  keptLatency,
  judgesLatency,
  latencyFactor,
  latencyMs,
}: GuardDraft): GuardSetting['latency'] {
  if (!judgesLatency) return false;
  const latency = {
    ...keptLatency,
    ...(isGiven(latencyFactor) && { factor: Number(latencyFactor) }),
    ...(isGiven(latencyMs) && { ms: Number(latencyMs) }),
  };
  return Object.keys(latency).length === 0 ? undefined : latency;
}

/** The numbers of a draft that count for something. */
export function guardNumbersOf({ judgesLatency }: GuardDraft): readonly GuardNumber[] {
  return judgesLatency ? [...CERTAINTY_NUMBERS, ...LATENCY_NUMBERS] : CERTAINTY_NUMBERS;
}

/** Whether a number may be sent; empty ones may. */
export function isGuardNumber(name: GuardNumber, text: string): boolean {
  if (!isGiven(text)) return true;
  const { min, max, whole = false } = GUARD_BOUNDS[name];
  const number = Number(text);
  return number >= min && number <= max && (!whole || Number.isInteger(number));
}

/** What a route, also one of long ago, says of it. */
function guardIn(route: object | null | undefined): GuardSetting | undefined {
  const guard: unknown = route !== null && route !== undefined && 'guard' in route ? route.guard : undefined;
  return isSetting(guard) ? guard : undefined;
}

function isSetting(guard: unknown): guard is GuardSetting {
  if (!areNumbers(guard, CERTAINTY_NUMBERS)) return false;
  const latency = 'latency' in guard ? guard.latency : undefined;
  return latency === undefined || latency === false || areNumbers(latency, ['factor', 'ms']);
}

/** Whether it is an object in which these are numbers, or not there. */
function areNumbers(value: unknown, names: readonly string[]): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const parts = new Map<string, unknown>(Object.entries(value));
  return names.every((name) => ['number', 'undefined'].includes(typeof parts.get(name)));
}

function textOf(value: number | undefined, factor = 1): string {
  return value === undefined ? '' : String(exact(value * factor));
}

function exact(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function isGiven(text: string): boolean {
  return text.trim() !== '';
}
