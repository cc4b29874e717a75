import type { Flag, FlagRule } from '../../api/flag-types.js';
import type { Changeable } from '../changes/subject.js';
import { type JsonFault, jsonText, readObject } from './json-text.js';

/** What an operator is about to make of a flag. */
export interface FlagDraft {
  readonly enabled: boolean;
  /** Empty: none. */
  readonly defaultVariant: string;
  /** As it is typed: not always JSON yet. */
  readonly targeting: string;
}

export function draftOf({ state, defaultVariant, targeting }: FlagRule): FlagDraft {
  return {
    enabled: state === 'ENABLED',
    defaultVariant: defaultVariant ?? '',
    targeting: jsonText(targeting),
  };
}

/** What a draft asks for; undefined while its targeting cannot be read. */
export function ruleOf({ enabled, defaultVariant, targeting }: FlagDraft): FlagRule | undefined {
  const read = readObject(targeting);
  if (read.fault !== undefined) return undefined;
  return {
    state: enabled ? 'ENABLED' : 'DISABLED',
    defaultVariant: defaultVariant === '' ? null : defaultVariant,
    targeting: read.value,
  };
}

export function targetingFaultOf({ targeting }: FlagDraft): JsonFault | undefined {
  return readObject(targeting).fault;
}

function ruleOfFlag({ state, defaultVariant, targeting }: FlagRule): FlagRule {
  return { state, defaultVariant, targeting };
}

/** A flag as what changes have in common sees it. */
export function changeableOf(flag: Flag): Changeable {
  const { key, version, change, ignored, files } = flag;
  return {
    subject: { kind: 'flag', key },
    version,
    change,
    ignored,
    current: ruleOfFlag(flag),
    files,
  };
}
