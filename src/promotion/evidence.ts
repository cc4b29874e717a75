import type { Eval } from '../config/eval.js';
import { whyNoProof, whyUnproven } from '../replays/evidence.js';
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
    return whyUnproven(batch, its);
  };
}

/** The newest of the reports that are about the requirement counts. Who saved them is believed. */
export function evidenceOf(reports: readonly ReplayReport[]): Evidence {
  return async (requirement) => {
    const fitting = reports.filter((report) => misfit(report, requirement) === null);
    const [newest] = fitting.toSorted((a, b) => b.startedAt - a.startedAt);
    if (newest !== undefined) return whyNoProof(newest);
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
