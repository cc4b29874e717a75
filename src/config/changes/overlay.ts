import { configDigest } from '../archived.js';
import { deepFreeze } from '../deep-freeze.js';
import type { AppliedChange, Snapshot } from '../snapshot.js';
import type { Changeable, Foundation, Misfit } from './changeable.js';
import { changeableFlags } from './changeable-flags.js';
import { changeableRoutes } from './changeable-routes.js';
import type { ChangeKind, ConfigChange, JsonObject } from './config-change.js';
import { subjectId } from './subject-id.js';

const CHANGEABLES: Readonly<Record<ChangeKind, Changeable>> = {
  route: changeableRoutes,
  flag: changeableFlags,
};

/** A change that the files leave no room for: as if it had not been made, or as if it did not say the part that does not fit. */
export interface IgnoredChange {
  readonly change: ConfigChange;
  readonly why: string;
  /** Nothing that it needs is gone: the environment's policy alone stands against it. */
  readonly isByPolicy: boolean;
}

export interface Overlay {
  /** The base itself when no change is in force. */
  readonly snapshot: Snapshot;
  readonly ignored: readonly IgnoredChange[];
}

/** The rules of one kind. */
export function changeableOf(kind: ChangeKind): Changeable {
  return CHANGEABLES[kind];
}

/**
 * What serves when these changes, the newest of each subject, lie over the files. The order in which they are given
 * changes nothing.
 */
export function overlay(files: Foundation, changes: readonly ConfigChange[]): Overlay {
  const { base } = files;
  const judged = changes.map((change) => ({ change, misfits: misfitsOf(files, change) }));
  const ignored = judged.flatMap(({ change, misfits }) =>
    misfits.length === 0 ? [] : [ignoredFor(change, misfits)],
  );
  const applied = judged.flatMap(({ change, misfits }) =>
    change.value !== null && misfits.every(isPassedOver) ? [change] : [],
  );
  if (applied.length === 0) return { snapshot: base, ignored };
  const byKind = [...Map.groupBy(applied, ({ kind }) => kind)];
  const meaning = byKind.reduce((below, [kind, its]) => laidOver(below, kind, its), base);
  const snapshot = { ...meaning, digest: configDigest(meaning), changes: new Map(applied.map(entryOf)) };
  return { snapshot: deepFreeze(snapshot), ignored };
}

/** Misfits as one sentence. */
export function told(misfits: readonly Misfit[]): string {
  return [...new Set(misfits.map(({ message }) => message))].join(', ');
}

function misfitsOf(files: Foundation, { kind, key, value }: ConfigChange): readonly Misfit[] {
  if (value === null) return [];
  return changeableOf(kind).misfits(files, key, value);
}

function ignoredFor(change: ConfigChange, misfits: readonly Misfit[]): IgnoredChange {
  const why = misfits.every(isPassedOver) ? `${told(misfits)}, and is passed over` : told(misfits);
  return { change, why, isByPolicy: misfits.every(({ code }) => code === 'PROFILE_NOT_ALLOWED') };
}

function isPassedOver(misfit: Misfit): boolean {
  return misfit.isPassedOver === true;
}

function laidOver(below: Snapshot, kind: ChangeKind, changes: readonly ConfigChange[]): Snapshot {
  return { ...below, ...changeableOf(kind).laid(below, valuesOf(changes)) };
}

function valuesOf(changes: readonly ConfigChange[]): ReadonlyMap<string, JsonObject> {
  return new Map(changes.flatMap(({ key, value }) => (value === null ? [] : [[key, value]])));
}

function entryOf(change: ConfigChange): [string, AppliedChange] {
  const { id, version, at } = change;
  return [subjectId(change), { id, version, at }];
}
