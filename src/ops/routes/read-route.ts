import { isDeepStrictEqual } from 'node:util';
import { pointerTo } from '../../common/json-pointer.js';
import { toRoute } from '../../config/build-snapshot.js';
import { type Fault, faultsOf } from '../../config/faults.js';
import { type RouteEntry, routeBody } from '../../config/files/route-entry.js';
import { ownProfiles, unreachedTargets } from '../../config/idle-parts.js';
import type { Route } from '../../config/snapshot.js';
import { inputInvalid } from '../../http/validation.js';
import type { RouteBody } from './route-body.dto.js';

/**
 * The route that a body says, by the rules of the files; parts without an effect, of which a file is only warned, are
 * refused: whoever makes a change sees no warnings.
 * @param inForce whose targets may stay as they are: others must be able to take a canary back beside them
 * @throws AppError `INPUT_INVALID`
 */
export function readRoute(
  { profile, canary, variants, salt, targets, guard }: RouteBody,
  inForce: Route | undefined,
): Route {
  const { data, error } = routeBody.safeParse(
    { profile, canary, variants, salt, targets, guard },
    { reportInput: true },
  );
  if (error !== undefined) throw invalid(faultsOf(error.issues));
  const route = toRoute(data);
  const areTargetsKept = isDeepStrictEqual(route.targets, inForce?.targets);
  const faults = idleParts(data, areTargetsKept);
  if (faults.length > 0) throw invalid(faults);
  return route;
}

/**
 * Not salt and guard without a rollout, which wait for the next one, nor a share that leaves nobody to compare with: that
 * is said for as long as it lasts.
 */
function idleParts(entry: RouteEntry, areTargetsKept: boolean): Fault[] {
  if (typeof entry === 'string') return [];
  return [...ownProfiles(entry), ...(areTargetsKept ? [] : unreachedTargets(entry))];
}

function invalid(faults: readonly Fault[]) {
  return inputInvalid(faults.map(({ path, message }) => ({ pointer: pointerTo(path), message })));
}
