import type { JsonObject } from '../config/changes/config-change.js';
import type { Route, Snapshot, Variant } from '../config/snapshot.js';
import { profileThatMayServe } from '../profiles/profile-policy.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';
import type { Rollout } from '../profiles/rollout.js';
import type { ArmTest } from './arm-tests.js';
import type { Metric } from './user-samples.js';

/** A tried profile, and the test by which it is worse than its baseline. */
export interface WorseArm {
  readonly profile: string;
  readonly test: ArmTest;
}

/** Those that are worse, each by the metric that shows it best. */
export function worseArms(tests: ReadonlyMap<string, readonly ArmTest[]>): WorseArm[] {
  return [...tests].flatMap(([profile, its]) => {
    const [test] = its
      .filter(({ decision }) => decision === 'worse')
      .toSorted((one, other) => other.evidence - one.evidence);
    return test === undefined ? [] : [{ profile, test }];
  });
}

/**
 * The present route without these profiles, and without what the environment does not allow: that is passed over as it
 * stands, and no change may name it.
 */
export function routeWithout(snapshot: Snapshot, intent: string, profiles: ReadonlySet<string>): Route {
  const route = new ProfileRegistry(snapshot).route(intent)?.route;
  if (route === undefined) throw new RangeError(`${intent} has no route`);
  const { canary, variants, targets, ...rest } = route;
  const isAllowed = ({ profile }: { readonly profile: string }): boolean =>
    profileThatMayServe(snapshot, intent, profile) !== undefined;
  const stays = (variant: Variant): boolean => isAllowed(variant) && !profiles.has(variant.profile);
  const left = variants?.filter(stays) ?? [];
  const allowed = targets?.filter(isAllowed) ?? [];
  return {
    ...rest,
    ...(canary !== undefined && stays(canary) && { canary }),
    ...(left.length > 0 && { variants: left }),
    ...(allowed.length > 0 && { targets: allowed }),
  };
}

const WORDS: Readonly<Record<Metric, string>> = {
  failures: 'failed for',
  contract: 'broke the contract for',
  latency: 'was slow for',
  'down-votes': 'was voted down by',
};

/** Why, for people: `summarize_v2 failed for 14 of 80 users, summarize_v1 2 of 720, since …`. */
export function reasonOf({ baseline, guard }: Rollout, arms: readonly WorseArm[]): string {
  return arms
    .map(({ profile, test }) => {
      const { metric, tried, baseline: other, since, evidence, needed } = test;
      const figures = `${profile} ${WORDS[metric]} ${tried.bad} of ${tried.of} users, ${baseline.name} ${other.bad} of ${other.of}`;
      const verdict = `more than ${guard?.margin} percentage points worse (evidence ${inWords(evidence)}, needed ${inWords(needed)})`;
      return `${figures}, since ${new Date(since).toISOString()}: ${verdict}`;
    })
    .join('; ');
}

/** Why, as the history keeps it. */
export function evidenceOf({ key, baseline }: Rollout, arms: readonly WorseArm[]): JsonObject {
  return {
    rollout: key,
    baseline: baseline.name,
    arms: arms.map(({ profile, test }) => ({
      profile,
      metric: test.metric,
      bad: test.tried.bad,
      of: test.tried.of,
      baselineBad: test.baseline.bad,
      baselineOf: test.baseline.of,
      since: new Date(test.since).toISOString(),
      evidence: rounded(test.evidence),
      needed: rounded(test.needed),
    })),
  };
}

function inWords(evidence: number): string {
  return evidence > 1e6 ? 'over a million' : String(rounded(evidence));
}

/** Three digits: an e-value is no measurement. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
