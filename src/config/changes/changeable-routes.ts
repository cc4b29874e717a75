import { z } from 'zod';
import { archivedRoute, plainRoute } from '../archived.js';
import { didYouMean } from '../did-you-mean.js';
import { intentNamedBy } from '../profile-names.js';
import type { Route, Snapshot } from '../snapshot.js';
import type { Changeable, Foundation, Misfit } from './changeable.js';
import type { JsonObject } from './config-change.js';
import { mentionsIn } from './route-mentions.js';

/** The route of an intent in this environment: what lies over the files wins over both of theirs. */
export const changeableRoutes: Changeable = {
  misfits(files, intent, value) {
    const { data: route } = archivedRoute.safeParse(value);
    if (route === undefined) return [{ code: 'INPUT_INVALID', pointer: '', message: 'is no route' }];
    if (!files.intents.includes(intent)) {
      return [{ code: 'INPUT_INVALID', pointer: '', message: `there is no intent ${intent}` }];
    }
    return mentionsIn(route).flatMap(({ profile, pointer }) => {
      const misfit = misfitOf(profile, intent, files);
      if (misfit === null) return [];
      // Without its own profile a route leads nobody anywhere, and what the files say is better.
      const isPassedOver = misfit.code === 'PROFILE_NOT_ALLOWED' && pointer !== '';
      return [{ ...misfit, pointer: `${pointer}/profile`, isPassedOver }];
    });
  },

  /** A route is whole. */
  completed: (_snapshot, _intent, value) => value,

  laid({ environment }, values) {
    const changed = Array.from(values, ([intent, value]) => [intent, archivedRoute.parse(value)] as const);
    return { environment: { ...environment, routing: new Map([...environment.routing, ...changed]) } };
  },

  inForce({ environment, routing }, intent) {
    const route = environment.routing.get(intent) ?? routing.get(intent);
    return route === undefined ? null : routeValue(route);
  },

  told(intent, value) {
    const { data: route } = archivedRoute.safeParse(value);
    const named = new Set(route === undefined ? [] : mentionsIn(route).map(({ profile }) => profile));
    return `${intent} is routed to ${[...named].join(', ') || 'nothing that is known'}`;
  },

  needs: 'the profile',
};

const jsonObject = z.record(z.string(), z.json());

/** A route as changes keep it. */
export function routeValue(route: Route): JsonObject {
  return jsonObject.parse(plainRoute(route));
}

function misfitOf(
  profile: string,
  intent: string,
  files: Foundation,
): Pick<Misfit, 'code' | 'message'> | null {
  const { base, intents } = files;
  const { environment, profiles } = base;
  if (!profiles.has(profile)) {
    const message = `there is no profile "${profile}"${didYouMean(profile, profiles.keys())}`;
    return { code: 'INPUT_INVALID', message };
  }
  const other = intentNamedBy(profile, intents);
  if (other !== undefined && other !== intent && !isNamedByFiles(profile, intent, base)) {
    const message = `${profile} is called as a profile of the intent "${other}"`;
    return { code: 'INPUT_INVALID', message };
  }
  if (environment.allowedProfiles.includes(profile)) return null;
  return { code: 'PROFILE_NOT_ALLOWED', message: `${profile} is not allowed in ${environment.name}` };
}

/** The files are told of it as a slip, and may have meant it. */
function isNamedByFiles(profile: string, intent: string, { environment, routing }: Snapshot): boolean {
  return [environment.routing.get(intent), routing.get(intent)].some(
    (route) => route !== undefined && mentionsIn(route).some((mention) => mention.profile === profile),
  );
}
