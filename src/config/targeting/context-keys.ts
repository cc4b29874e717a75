import { nearest } from '../did-you-mean.js';

/** The user's id. */
const USER = 'targetingKey';
/** The intent of an ask. */
export const INTENT_KEY = 'intent';
/** What flagd itself tells rules. */
const OF_FLAGD: readonly string[] = ['$flagd.timestamp', '$flagd.flagKey'];
/** What the server knows; every other key is what a client says of itself. */
const OF_SERVER: ReadonlySet<string> = new Set([USER, 'environment', INTENT_KEY, ...OF_FLAGD]);

/** What else a user's id is called, without regard to case, `_` and `-`. */
const NAMES_OF_USERS: ReadonlySet<string> = new Set([
  'user',
  'userid',
  'username',
  'uid',
  'sub',
  'subject',
  'openid',
  'unionid',
]);

/**
 * What was probably meant by a key that looks like one which the server fills in, and is not: whoever sends it in the
 * context would choose what a rule takes for certain. Undefined for any other key.
 */
export function meantBy(key: string): string | undefined {
  if (OF_SERVER.has(key)) return undefined;
  if (key.startsWith('$')) return nearest(key, OF_FLAGD) ?? OF_FLAGD[0];
  const [first = ''] = key.split('.');
  if (NAMES_OF_USERS.has(first.toLowerCase().replaceAll(/[_-]/g, ''))) return USER;
  if (/^intents?$/i.test(first)) return INTENT_KEY;
  const ofFlagd = OF_FLAGD.find((name) => isNamedLike(name, key));
  return ofFlagd ?? nearest(key, [USER, 'environment']);
}

/** `flagd.timestamp`, or `timestamp` alone. */
function isNamedLike(name: string, key: string): boolean {
  const [, last = ''] = name.split('.');
  return [last, `flagd.${last}`].includes(key);
}
