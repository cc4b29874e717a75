import type { GuardSetting, IntentRoute } from '../../api/route-types.js';

/** How a rollout is watched, as it is typed: empty is as usual. */
export interface GuardDraft {
  /** What there is beside the numbers of the form; it stays as it is. */
  readonly kept: GuardSetting;
  readonly minSamples: string;
  /** Percent of the rollouts. */
  readonly falseAlarms: string;
  /** Percentage points. */
  readonly margin: string;
}

export type GuardNumber = keyof Omit<GuardDraft, 'kept'>;

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}

export const GUARD_NUMBERS = [
  'minSamples',
  'falseAlarms',
  'margin',
] as const satisfies readonly GuardNumber[];

/** What the server takes, in the units of the form. */
export const GUARD_BOUNDS: Readonly<Record<GuardNumber, Bounds>> = {
  minSamples: { min: 10, max: 1_000_000, whole: true },
  falseAlarms: { min: 0.0001, max: 50 },
  margin: { min: 0, max: 50 },
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
  const { minSamples, falseAlarms, margin, ...kept } =
    told.map(guardIn).find((each) => each !== undefined) ?? {};
  return {
    kept,
    minSamples: textOf(minSamples),
    falseAlarms: textOf(falseAlarms, 100),
    margin: textOf(margin),
  };
}

/** What a draft without faults asks for; undefined: as usual. */
export function guardOf({ kept, minSamples, falseAlarms, margin }: GuardDraft): GuardSetting | undefined {
  const setting = {
    ...kept,
    ...(isGiven(minSamples) && { minSamples: Number(minSamples) }),
    ...(isGiven(falseAlarms) && { falseAlarms: exact(Number(falseAlarms) / 100) }),
    ...(isGiven(margin) && { margin: Number(margin) }),
  };
  return Object.keys(setting).length === 0 ? undefined : setting;
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
  if (typeof guard !== 'object' || guard === null) return false;
  const numbers = new Map<string, unknown>(Object.entries(guard));
  return GUARD_NUMBERS.every((name) => ['number', 'undefined'].includes(typeof numbers.get(name)));
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
