import { RE2JS } from 're2js';

/** Longer ones are a mistake. */
export const MAX_PATTERN = 1000;

/** What a text is searched for, in time that grows with its length alone, whatever stands in it. */
export interface TextPattern {
  /** Whether it fits anywhere in the text. */
  readonly test: (text: string) => boolean;
}

/**
 * A regular expression in the syntax of RE2 (github.com/google/re2/wiki/Syntax): without the look-around and
 * back-references by which a hostile text could make an engine search for hours.
 * @throws SyntaxError saying what is wrong with it
 */
export function textPattern(source: string, ignoreCase = false): TextPattern {
  try {
    const compiled = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return { test: (text) => compiled.test(text) };
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : 'unknown', { cause: error });
  }
}
