import type { FieldError } from '../common/errors/app-error.js';
import { takeCodePoints } from '../common/text/normalise.js';

const MAX_ERRORS = 20;
/** Code points: a pointer names what its client sent, at whatever length. */
const MAX_POINTER = 200;
const MAX_MESSAGE = 300;

/**
 * The same of nobody in particular, whom no call could have forgotten: a pointer is made of words of the client's own,
 * a message is not.
 */
export function namelessErrors(errors: readonly FieldError[]): readonly FieldError[] {
  return errors.map(({ message }) => ({ pointer: '', message }));
}

/** As much as a trace keeps of the faults that a client was told of. */
export function toldErrors(errors: readonly FieldError[]): readonly FieldError[] {
  return errors.slice(0, MAX_ERRORS).map(({ pointer, message }) => ({
    pointer: takeCodePoints(pointer, MAX_POINTER),
    message: takeCodePoints(message, MAX_MESSAGE),
  }));
}
