import { canonicalJson } from '../common/digest.js';
import type { Eval } from '../config/eval.js';
import type { ReplayBatch } from '../trace/replay-batch.js';
import type { ReplayStore } from '../trace/replay-store.js';
import type { ReplayReport } from './replay-report.js';

/** A passed batch replay of exactly this profile that somebody has to show before it is promoted. */
export interface Requirement {
  readonly intent: string;
  readonly profileDigest: string;
  /** What the answers must have been held against; null: that no more failed than before is enough. */
  readonly eval: Eval | null;
}

/** Where batch replays are looked up: says why a requirement is not met, null when it is. */
export type Evidence = (requirement: Requirement) => Promise<string | null>;

/** One for every eval of the intent; an intent without any needs a batch replay all the same. */
export function requirementsOf(
  intent: string,
  profileDigest: string,
  evals: ReadonlyMap<string, Eval>,
): Requirement[] {
  const its = [...evals.values()].filter((one) => one.intent === intent);
  return (its.length > 0 ? its : [null]).map((one) => ({ intent, profileDigest, eval: one }));
}

/** The newest verdict in a database counts: whoever failed last must pass again. */
export function evidenceIn(store: ReplayStore): Evidence {
  return async ({ intent, profileDigest, eval: its }) => {
    const batch = await store.latestComplete({ intent, profileDigest, ...(its && { eval: its.name }) });
    if (batch === null) return 'the database has no finished batch replay of exactly this profile';
    if (its !== null && !isSame(batch.eval, its)) return `the eval was changed since the batch ${batch.id}`;
    return complaint({
      ...batch,
      verdict: batch.result?.verdict ?? null,
      reasons: batch.result?.reasons ?? [],
    });
  };
}

/** The newest of the reports that are about the requirement counts. Who saved them is believed. */
export function evidenceOf(reports: readonly ReplayReport[]): Evidence {
  return async (requirement) => {
    const fitting = reports.filter((report) => misfit(report, requirement) === null);
    const [newest] = fitting.toSorted((a, b) => b.startedAt - a.startedAt);
    if (newest !== undefined) return complaint(newest);
    return reports.map((report) => `${report.file} ${misfit(report, requirement)}`).join('; ');
  };
}

/** Why a report is not about a requirement; null when it is. */
function misfit(report: ReplayReport, { intent, profileDigest, eval: its }: Requirement): string | null {
  if (report.intent !== intent) return `is about ${report.intent}`;
  if (report.profileDigest !== profileDigest)
    return `is about ${report.profile} with the digest ${report.profileDigest}`;
  if (its === null || report.eval === its.name) return null;
  return report.eval === null ? 'is about no eval' : `is about the eval ${report.eval}`;
}

interface Outcome extends Pick<ReplayBatch, 'id' | 'status'> {
  readonly verdict: 'pass' | 'fail' | null;
  readonly reasons: readonly string[];
}

function complaint({ id, status, verdict, reasons }: Outcome): string | null {
  if (status !== 'complete') return `the batch ${id} is ${status}, not complete`;
  if (verdict === 'pass') return null;
  return [`the batch ${id} failed`, ...reasons].join(': ');
}

function isSame(then: Eval | null, now: Eval): boolean {
  return canonicalJson(then) === canonicalJson(now);
}
