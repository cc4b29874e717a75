import { SURE } from './assign.js';
import type { Mention } from './mentions.js';
import type { Found, Page } from './page.js';

/** Longer ones are told by their form wherever they stand. */
const SHORT_CODE =
  /^[^\S\n]{0,2}(?:(?:是|为|[:=#№]|(?:is|was)(?=\s))[^\S\n]{0,2}){0,2}(?<code>(?=[A-Za-z_-]{0,2}\d)[A-Za-z0-9](?:[A-Za-z0-9_-]?[A-Za-z0-9])?)(?![A-Za-z0-9_%]|[-.,:/]\d)/;
/** Digits alone may count something: they are a code behind a word for one, and where the clause ends. */
const NAMES_CODE = /(?:[号码]|(?<![a-z])(?:no|number|id|code))$/;
const CLAUSE_ENDS = /^[^\S\n]{0,2}(?:$|[，。；、！,.;!)\n])/;

/** Codes of up to three characters, right behind the name of what they are: `订单号 A1`, `order no 7`. */
export function shortCodes(mentions: readonly Mention[], page: Page): Found<string>[] {
  return mentions
    .filter(({ strength }) => strength >= SURE)
    .flatMap((mention) => codeBehind(mention, page))
    .filter((code, index, all) => all.every(({ value }) => value === code.value) && index === 0);
}

function codeBehind({ start, end }: Mention, { source, text, searched }: Page): Found<string>[] {
  const match = SHORT_CODE.exec(text.slice(end, end + 24));
  const code = match?.groups?.['code'];
  if (match === null || code === undefined) return [];
  const to = end + match[0].length;
  const named = NAMES_CODE.test(searched.slice(start, end)) && CLAUSE_ENDS.test(text.slice(to, to + 4));
  if (!/[A-Za-z]/.test(code) && !named) return [];
  return [{ start: to - code.length, end: to, value: source.slice(to - code.length, to), unit: '' }];
}
