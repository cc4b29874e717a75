import { ApiProperty } from '@nestjs/swagger';
import type { Profile, Route, Snapshot } from '../../config/snapshot.js';
import { ProfileRegistry } from '../../profiles/profile-registry.js';

/** A profile's share of an intent. */
export class RouteShare {
  @ApiProperty({ example: 'summarize' })
  readonly intent: string;

  @ApiProperty({ description: 'Of the users, when no hint is given.', minimum: 0, maximum: 100 })
  readonly percent: number;

  @ApiProperty({ description: "Whether it is the route's canary." })
  readonly canary: boolean;
}

/** A profile as operators choose it by. Its prompt stays in the configuration. */
export class ProfileSummary {
  @ApiProperty({ example: 'summarize_v1' })
  readonly name: string;

  @ApiProperty({ description: 'SHA-256 of what the profile says: the same in the traces it served.' })
  readonly digest: string;

  @ApiProperty({ description: "The model's alias.", example: 'fast' })
  readonly model: string;

  @ApiProperty({ description: 'Whether this environment allows it; if not, it serves nobody.' })
  readonly allowed: boolean;

  @ApiProperty({ type: [RouteShare], description: 'The intents that are routed to it here.' })
  readonly routes: readonly RouteShare[];

  @ApiProperty()
  readonly maxTokens: number;

  @ApiProperty()
  readonly deadlineMs: number;

  @ApiProperty({ type: [String] })
  readonly tools: readonly string[];

  @ApiProperty({ type: String, nullable: true, description: 'Tried when this one fails early.' })
  readonly fallback: string | null;
}

export class ProfileList {
  @ApiProperty({ example: 'prod' })
  readonly environment: string;

  @ApiProperty({ description: 'SHA-256 of the configuration in force.' })
  readonly configDigest: string;

  @ApiProperty({ type: [ProfileSummary] })
  readonly profiles: readonly ProfileSummary[];
}

/** What the environment of a snapshot can serve. */
export function profileListOf(snapshot: Snapshot): ProfileList {
  const { environment, profiles, digest } = snapshot;
  return {
    environment: environment.name,
    configDigest: digest,
    profiles: [...profiles.values()].map((profile) => summaryOf(profile, snapshot)),
  };
}

function summaryOf(profile: Profile, snapshot: Snapshot): ProfileSummary {
  return {
    name: profile.name,
    digest: profile.digest,
    model: profile.model,
    allowed: snapshot.environment.allowedProfiles.includes(profile.name),
    routes: sharesOf(profile.name, snapshot),
    maxTokens: profile.maxTokens,
    deadlineMs: profile.deadlineMs,
    tools: profile.tools,
    fallback: profile.fallback ?? null,
  };
}

function sharesOf(name: string, snapshot: Snapshot): RouteShare[] {
  const registry = new ProfileRegistry(snapshot);
  const intents = new Set([...snapshot.routing.keys(), ...snapshot.environment.routing.keys()]);
  return [...intents].flatMap((intent) => {
    const found = registry.route(intent);
    const share = found === undefined ? null : shareOf(name, found.route);
    return share === null ? [] : [{ intent, ...share }];
  });
}

/** Null when the route does not name the profile at all. */
function shareOf(name: string, { profile, canary }: Route): Omit<RouteShare, 'intent'> | null {
  if (profile !== name) {
    return canary?.profile === name ? { percent: canary.percent, canary: true } : null;
  }
  const others = canary === undefined || canary.profile === name ? 0 : canary.percent;
  return { percent: 100 - others, canary: false };
}
