import type { Json } from '../common/json.js';
import type { FlagEntry, FlagsFile } from './files/flags-file.js';
import { type Flag, type FlagEffect, flagTypeOf } from './flag.js';
import { withoutReferences } from './targeting/without-references.js';

/** The flags of a checked file, in its order; none without a file. */
export function buildFlags(file: FlagsFile | null): Map<string, Flag> {
  if (file === null) return new Map();
  const { flags, $evaluators: evaluators = {} } = file;
  return new Map(Object.entries(flags).map(([key, entry]) => [key, toFlag(key, entry, evaluators)]));
}

function toFlag(key: string, entry: FlagEntry, evaluators: Readonly<Record<string, Json>>): Flag {
  const { state, variants, defaultVariant = null, targeting, metadata = {} } = entry;
  const { description = null, client = false, effect: _, intents: __, ...notes } = metadata;
  const hasRule = targeting !== undefined && Object.keys(targeting).length > 0;
  return {
    key,
    type: flagTypeOf(Object.values(variants)[0]) ?? 'object',
    state,
    variants,
    defaultVariant,
    targeting: hasRule ? withoutReferences(targeting, evaluators) : null,
    client,
    effect: effectOf(entry),
    description,
    metadata: notes,
  };
}

function effectOf({ metadata }: FlagEntry): FlagEffect | null {
  if (metadata?.effect === undefined) return null;
  return { kind: metadata.effect, intents: intentsIn(metadata.intents) };
}

/** `support, recommend` as names. */
export function intentsIn(text = ''): string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}
