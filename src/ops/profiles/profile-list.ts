import { ApiProperty } from '@nestjs/swagger';
import type { Profile, Route, Snapshot } from '../../config/snapshot.js';
import { ProfileRegistry } from '../../profiles/profile-registry.js';
import { variantsOf } from '../../profiles/variants.js';

/** A profile's share of an intent. */
export class RouteShare {
  @ApiProperty({ example: 'summarize' })
  readonly intent: string;

  @ApiProperty({
    description:
      "Of the users whom no target takes, as the route says. The share of a profile that is not allowed goes to the route's own.",
    minimum: 0,
    maximum: 100,
  })
  readonly percent: number;

  @ApiProperty({ description: "Whether it is the route's canary, or one of its variants." })
  readonly canary: boolean;

  @ApiProperty({ description: 'How many targets of the route give it to certain users, before any share.' })
  readonly targets: number;
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
function shareOf(name: string, route: Route): Omit<RouteShare, 'intent'> | null {
  const targets = (route.targets ?? []).filter(({ profile }) => profile === name).length;
  const others = variantsOf(route).filter(({ profile }) => profile !== route.profile);
  if (route.profile === name) {
    const taken = others.reduce((sum, { percent }) => sum + percent, 0);
    return { percent: rest(taken), canary: false, targets };
  }
  const variant = others.find(({ profile }) => profile === name);
  if (variant !== undefined) return { percent: variant.percent, canary: true, targets };
  return targets > 0 ? { percent: 0, canary: false, targets } : null;
}

/** Without the errors of sums of decimals: 100 less 33.3 and 33.4 is 33.3. */
function rest(taken: number): number {
  return Math.max(0, Math.round((100 - taken) * 1e6) / 1e6);
}
