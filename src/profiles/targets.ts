import { coerce, parse, satisfies } from 'semver';
import { APP_VERSION_KEY, type AskContext } from '../common/ask-context.js';
import type { Target } from '../config/snapshot.js';

/** Whom a route may be targeted at. All but the user's id is what the client says of itself, and proves nothing. */
export interface Audience {
  readonly userId: string;
  readonly context?: AskContext | null | undefined;
}

/** What keeps somebody from being one of the target's, in words without a client's text; empty when they are. */
export function unmetBy({ users, appVersion, context }: Target, audience: Audience): string[] {
  const unmet: string[] = [];
  if (users?.includes(audience.userId) === false) unmet.push('not one of its users');
  const claims = audience.context ?? {};
  if (appVersion !== undefined && !isVersionIn(claims[APP_VERSION_KEY], appVersion)) {
    unmet.push(`no ${APP_VERSION_KEY} in ${appVersion}`);
  }
  for (const [key, values] of context ?? []) {
    if (!values.some((value) => value === claims[key])) unmet.push(`context.${key} has none of its values`);
  }
  return unmet;
}

/** A beta of 1.5.0 is in `>=1.4.0`, unlike in package managers: who tries out a release wants to be counted. */
function isVersionIn(claimed: unknown, range: string): boolean {
  const version = typeof claimed === 'string' ? versionOf(claimed) : null;
  return version !== null && satisfies(version, range, { includePrerelease: true });
}

/** `1.4` and `v1.4.2` count as versions too: Mini Programs may call their releases as they like. */
function versionOf(claimed: string) {
  return parse(claimed) ?? (/^v?\d{1,9}(\.\d{1,9})?$/.test(claimed) ? coerce(claimed) : null);
}
