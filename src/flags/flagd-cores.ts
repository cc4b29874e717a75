import { FlagdCore } from '@openfeature/flagd-core';
import type { Logger } from '@openfeature/server-sdk';
import type { Flag } from '../config/flag.js';
import type { Snapshot } from '../config/snapshot.js';

/** What flagd has to say is in the evaluations; its messages may quote what a client sent. */
const SILENT: Logger = { error: ignore, warn: ignore, info: ignore, debug: ignore };

const cores = new WeakMap<Snapshot['flags'], FlagdCore>();

/** The evaluation of these flags, made once and as long there as their snapshot is. */
export function flagdCoreOf(flags: Snapshot['flags']): FlagdCore {
  const known = cores.get(flags);
  if (known !== undefined) return known;
  // Rules come from operators too, while the server runs: they are interpreted, never made into code.
  const core = new FlagdCore(undefined, SILENT, { disableDynamicCodeGeneration: true });
  core.setConfigurations(flagdJson(flags));
  cores.set(flags, core);
  return core;
}

function flagdJson(flags: Snapshot['flags']): string {
  return JSON.stringify({
    flags: Object.fromEntries(Array.from(flags, ([key, flag]) => [key, flagdFlag(flag)])),
  });
}

function flagdFlag({ state, variants, defaultVariant, targeting }: Flag) {
  return {
    state,
    variants,
    ...(defaultVariant !== null && { defaultVariant }),
    ...(targeting !== null && { targeting }),
  };
}

function ignore(): void {
  // Nobody is told.
}
