import { type LimitEffectKind, concerns } from '../config/flag.js';
import type { EnvironmentPolicy, Snapshot } from '../config/snapshot.js';
import type { FlagEvaluation } from '../trace/trace-record.js';

type Evaluations = readonly FlagEvaluation[];

/** The key of a flag that switches the intent off; undefined when none does. */
export function switchedOffBy(
  snapshot: Pick<Snapshot, 'flags'>,
  evaluations: Evaluations,
  intent: string,
): string | undefined {
  return switchesOf(snapshot, evaluations, intent).find(({ value }) => value === true)?.key;
}

/** What should say whether the intent is off, and could not be evaluated: it stays on. */
export function failedSwitches(
  snapshot: Pick<Snapshot, 'flags'>,
  evaluations: Evaluations,
  intent: string,
): Evaluations {
  return switchesOf(snapshot, evaluations, intent).filter(({ error }) => error !== undefined);
}

function switchesOf(
  { flags }: Pick<Snapshot, 'flags'>,
  evaluations: Evaluations,
  intent: string,
): Evaluations {
  return evaluations.filter(({ key }) => {
    const flag = flags.get(key);
    return flag?.effect?.kind === 'intent.off' && concerns(flag, intent);
  });
}

/** A flag that may say which profile serves an intent. */
export interface ProfileChoice {
  readonly evaluation: FlagEvaluation;
  /** Empty: it leaves that to the route. */
  readonly profile: string;
}

/** Undefined where the intent has no such flag. */
export function profileChoiceOf(
  { flags }: Pick<Snapshot, 'flags'>,
  evaluations: Evaluations,
  intent: string,
): ProfileChoice | undefined {
  const evaluation = evaluations.find(({ key }) => {
    const flag = flags.get(key);
    return flag?.effect?.kind === 'profile' && concerns(flag, intent);
  });
  if (evaluation === undefined) return undefined;
  return { evaluation, profile: typeof evaluation.value === 'string' ? evaluation.value : '' };
}

/** The environment as it is for the user of these evaluations: with limits of their own, where flags give them. */
export function withOwnLimits(
  { flags, environment }: Pick<Snapshot, 'flags' | 'environment'>,
  evaluations: Evaluations = [],
): EnvironmentPolicy {
  const limitBy = (kind: LimitEffectKind): number | undefined => {
    const found = evaluations.find(({ key }) => flags.get(key)?.effect?.kind === kind)?.value;
    return typeof found === 'number' && Number.isFinite(found) && found >= 1 ? Math.floor(found) : undefined;
  };
  const asksPerMinute = limitBy('limit.asks_per_minute');
  const asksPerDay = limitBy('limit.asks_per_day');
  const tokensPerDay = limitBy('limit.tokens_per_day');
  return {
    ...environment,
    quotas: {
      ...environment.quotas,
      ...(asksPerMinute !== undefined && { asksPerMinute }),
      ...(asksPerDay !== undefined && { asksPerDay }),
      ...(tokensPerDay !== undefined && { tokensPerDay }),
    },
  };
}
