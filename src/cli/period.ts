import type { Period } from '../trace/audit-store.js';

/** What is wrong with `--from` and `--to`, when it is their order. */
export function disorderOf({ from, to }: Period): string | undefined {
  if (from < to) return undefined;
  return '--from must be before --to, which is the first moment behind the period';
}
