import { isOnLimit } from '../flag.js';

/** Why the rule of a flag with that effect must not ask for an ask's intent; undefined where it may. */
export function whyWithoutIntent(effect: string | undefined): string | undefined {
  if (effect === undefined || !isOnLimit(effect)) return undefined;
  return 'must not ask for the intent: a limit is one of a user, for all intents';
}
