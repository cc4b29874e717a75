import type { FieldError } from '../../common/errors/app-error.js';
import { pointerTo } from '../../common/json-pointer.js';
import { toRoute } from '../../config/build-snapshot.js';
import { faultsOf } from '../../config/faults.js';
import { routeBody } from '../../config/files/route-entry.js';
import type { Route } from '../../config/snapshot.js';
import { inputInvalid } from '../../http/validation.js';
import type { RouteBody } from './route-body.dto.js';

/** The route that a body says, by the rules of the files. @throws AppError `INPUT_INVALID` */
export function readRoute({ profile, canary, variants, salt, targets, guard }: RouteBody): Route {
  const { data, error } = routeBody.safeParse(
    { profile, canary, variants, salt, targets, guard },
    { reportInput: true },
  );
  if (error === undefined) return toRoute(data);
  throw inputInvalid(
    faultsOf(error.issues).map(({ path, message }): FieldError => ({
      pointer: pointerTo(path),
      message,
    })),
  );
}
