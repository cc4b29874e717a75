import { type SnapshotResult, type SnapshotSource, loadSnapshot } from '../load-snapshot.js';
import { stampOf } from './files-stamp.js';

/** Reads of one try: a swap of the folder takes a moment, and comes once. */
const MOST_READS = 5;

/**
 * The configuration as it stood at one moment: files that change while they are read are read again, so that half of
 * one version is never taken together with half of another. Never throws for what is in them.
 */
export function loadSettled(source: SnapshotSource): SnapshotResult {
  for (let reads = 1; reads <= MOST_READS; reads += 1) {
    const before = stampOf(source.configDir);
    const result = loadSnapshot(source);
    if (stampOf(source.configDir) === before) return result;
  }
  const message = 'changed again and again while it was read: it must come to rest';
  return {
    snapshot: null,
    issues: [{ severity: 'error', file: source.configDir, path: '', message }],
  };
}
