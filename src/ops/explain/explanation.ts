import type { Profile, Snapshot } from '../../config/snapshot.js';
import { profileThatMayServe } from '../../profiles/profile-policy.js';
import { type RoutingQuestion, routingOf } from '../../profiles/router.js';
import { changesFor } from './changes.js';
import type { Explanation, FallbackChoice } from './explanation.dto.js';

/** Decides as for an ask that arrives now, and tells what would make it otherwise. */
export function explanationOf(snapshot: Snapshot, question: RoutingQuestion): Explanation {
  const { intent, userId } = question;
  const routing = routingOf(snapshot, question);
  const { profile, steps, refused = null } = routing;
  return {
    intent,
    userId,
    environment: snapshot.environment.name,
    configDigest: snapshot.digest,
    profile: profile?.name ?? null,
    digest: profile?.digest ?? null,
    refused,
    flags: question.flags ?? [],
    steps,
    fallbacks: profile === undefined ? [] : fallbacksOf(snapshot, intent, profile),
    changes: changesFor(snapshot, question, routing),
  };
}

function fallbacksOf(snapshot: Snapshot, intent: string, { fallback }: Profile): FallbackChoice[] {
  const next = fallback === undefined ? undefined : snapshot.profiles.get(fallback);
  if (next === undefined) return [];
  const allowed = profileThatMayServe(snapshot, intent, next.name) !== undefined;
  return [{ profile: next.name, allowed }, ...fallbacksOf(snapshot, intent, next)];
}
