import type { Json, JsonObject } from '../common/json.js';

export const FLAG_STATES = ['ENABLED', 'DISABLED'] as const;
export type FlagState = (typeof FLAG_STATES)[number];

export const FLAG_TYPES = ['boolean', 'string', 'number', 'object'] as const;
export type FlagType = (typeof FLAG_TYPES)[number];

/** What a flag changes on the server, and of which type its values are then. */
export const FLAG_EFFECTS = {
  /** True switches intents off. */
  'intent.off': 'boolean',
  /** The name of the profile that serves an intent; empty: the route decides. */
  profile: 'string',
  /** A user's own limit; 0: the environment's. */
  'limit.asks_per_minute': 'number',
  'limit.asks_per_day': 'number',
  'limit.tokens_per_day': 'number',
} as const satisfies Record<string, FlagType>;

export type FlagEffectKind = keyof typeof FLAG_EFFECTS;
export const FLAG_EFFECT_KINDS = [
  'intent.off',
  'profile',
  'limit.asks_per_minute',
  'limit.asks_per_day',
  'limit.tokens_per_day',
] as const satisfies readonly FlagEffectKind[];
export type LimitEffectKind = Extract<FlagEffectKind, `limit.${string}`>;

/** Whether an effect is on a limit of the user. */
export function isOnLimit(effect: string): boolean {
  return effect.startsWith('limit.');
}

/** In place of the names of intents: all of them. */
export const EVERY_INTENT = '*';

export interface FlagEffect {
  readonly kind: FlagEffectKind;
  /** Names, or `EVERY_INTENT` alone; empty of limits. */
  readonly intents: readonly string[];
}

/** A feature flag in the form of flagd. Which variant somebody gets, the targeting says, and else `defaultVariant`. */
export interface Flag {
  readonly key: string;
  /** The type of every variant. */
  readonly type: FlagType;
  /** Disabled: it is as if there was no such flag. */
  readonly state: FlagState;
  /** Values by the names of the variants. */
  readonly variants: JsonObject;
  /** Null: nobody gets a value but by the targeting. */
  readonly defaultVariant: string | null;
  /** JsonLogic without references. Null: everybody gets the default. */
  readonly targeting: JsonObject | null;
  /** Whether clients are told what it comes to for their user. */
  readonly client: boolean;
  readonly effect: FlagEffect | null;
  readonly description: string | null;
  /** What else the file says of it: for the team, and for clients. */
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
}

/** What can be changed of a flag while its values and its meaning stay. */
export type FlagRule = Pick<Flag, 'state' | 'defaultVariant' | 'targeting'>;

/** Whether the flag's effect is one on that intent. */
export function concerns({ effect }: Flag, intent: string): boolean {
  return effect !== null && (effect.intents.includes(intent) || effect.intents.includes(EVERY_INTENT));
}

/** The type that a value of JSON has as that of a variant; undefined when no variant may have it. */
export function flagTypeOf(value: unknown): FlagType | undefined {
  if (typeof value === 'boolean' || typeof value === 'string')
    return typeof value === 'boolean' ? 'boolean' : 'string';
  if (typeof value === 'number') return 'number';
  return isObject(value) ? 'object' : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
