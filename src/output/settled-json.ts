import { cleanAnswer } from './clean-answer.js';

/** JSON that a text begins with, as far as it has been written. */
export interface SettledJson {
  readonly value: unknown;
  /** Its last bracket has been written. */
  readonly closed: boolean;
}

/** Code units; what is longer is no answer that anybody waits for, and is read at the end alone. */
const LONGEST = 10_000;
/** Deeper than any answer that is asked for. */
const MAX_DEPTH = 50;
const BEGINS_AS_JSON = /^(?:\x60{3,9}\w{0,20}\s{1,9})?(?=[{[])/;
/** A string, which the text's end may have cut, or what stands between strings. */
const TOKEN = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[{}[\],]/gs;
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * The JSON that a text begins with, bare or in a fence, without what may be half a value. Undefined while there
 * is none, and for JSON that breaks the rules: what repairs make of it changes with what follows.
 */
export function settledJson(text: string): SettledJson | undefined {
  if (text.length > LONGEST) return undefined;
  const clean = cleanAnswer(text);
  const fence = BEGINS_AS_JSON.exec(clean)?.[0];
  return fence === undefined ? undefined : parsed(wholeValues(clean.slice(fence.length)));
}

interface WrittenJson {
  readonly text: string;
  readonly closed: boolean;
}

const NOTHING: WrittenJson = { text: '', closed: false };

/** As much of JSON as has been written in whole values, with the brackets that are missing behind it. */
function wholeValues(json: string): WrittenJson {
  const open: string[] = [];
  let end = 0;
  let missing = '';
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    if (token.startsWith('"')) continue;
    const closing = CLOSING[token];
    if (closing !== undefined) open.push(closing);
    else if (token !== ',') open.pop();
    end = token === ',' ? index : index + 1;
    missing = open.toReversed().join('');
    if (open.length > MAX_DEPTH) return NOTHING;
    if (open.length === 0) break;
  }
  return { text: json.slice(0, end) + missing, closed: open.length === 0 };
}

function parsed({ text, closed }: WrittenJson): SettledJson | undefined {
  try {
    return { value: JSON.parse(text), closed };
  } catch {
    return undefined;
  }
}
