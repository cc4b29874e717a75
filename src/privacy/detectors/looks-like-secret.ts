/** How many characters a value must have at least to be a secret. */
export interface Lengths {
  /** Of digits alone. */
  readonly digits: number;
  /** Of letters with digits or signs. */
  readonly mixed: number;
}

/** So long is no word that people write. */
const LEAST_LETTERS = 16;
/** What stands in the place of a secret, or tells about it, where programs write one. */
const ORDINARY =
  /^(?:is|not)?(?:required|optional|string|number|boolean|null|true|false|none|empty|undefined|unknown|limited|unlimited|invalid|valid|expired|missing|wrong|incorrect|hidden|redacted|secret|token|password|default|enabled|disabled)$/i;
/** These also stand within and behind words: `not-required`, `missing!`. */
const WORD_SIGNS = /[-._/:]|[!?]+$/g;

/**
 * Whether a value that somebody called a secret looks like one, and not like a word or a count.
 * @param given its form tells that it is a value: then a word is one, too, unless it is an ordinary one
 */
export function looksLikeSecret(value: string, given: boolean, least: Lengths): boolean {
  const core = value.replace(WORD_SIGNS, '');
  if (/^\d*$/.test(core)) return core.length >= least.digits;
  if (!/^[A-Za-z]+$/.test(core)) return core.length >= least.mixed;
  return core.length >= LEAST_LETTERS || (given && !ORDINARY.test(core));
}
