import type { Change, JsonObject } from './change-types.js';

export type FlagType = 'boolean' | 'string' | 'number' | 'object';
export type FlagState = 'ENABLED' | 'DISABLED';

/** What decides which variant somebody gets. */
export interface FlagRule {
  readonly state: FlagState;
  readonly defaultVariant: string | null;
  /** JsonLogic, as flagd has it. */
  readonly targeting: JsonObject | null;
}

export interface Flag extends FlagRule {
  readonly key: string;
  readonly type: FlagType;
  /** Whether clients are told of it. */
  readonly client: boolean;
  /** What it does to asks; null when nothing by itself. */
  readonly effect: { readonly kind: string; readonly intents: readonly string[] } | null;
  readonly description: string | null;
  /** Their values by name. */
  readonly variants: JsonObject;
  readonly files: FlagRule;
  readonly source: 'change' | 'files';
  readonly version: number;
  /** The newest, also one that is ignored. */
  readonly change: Change | null;
  /** Why the newest change, or a part of it, is ignored. */
  readonly ignored: string | null;
}

export interface FlagList {
  readonly environment: string;
  readonly configDigest: string;
  readonly flags: readonly Flag[];
}

export interface FlagRequest {
  readonly state?: FlagState;
  readonly defaultVariant?: string | null;
  readonly targeting?: JsonObject | null;
  readonly reason: string;
  readonly version?: number;
}

/** What somebody gets. */
export interface FlagEvaluation {
  readonly key: string;
  readonly value: unknown;
  readonly variant: string | null;
  readonly reason: string;
}
