import { hasHan } from '../language/language.js';
import { CONCEPTS, type Concept } from './concepts.js';
import type { SoughtField } from './field-phrases.js';
import type { Found, Page } from './page.js';

/** UTF-16 units before and behind a value in which another name for it is looked for. */
const BEFORE = 16;
const BEHIND = 10;

const NAMED_CONCEPTS = CONCEPTS.filter(({ generic, units }) => !generic && units.length > 0);

/**
 * Whether the text gives a value another name than the field's: `运费 10 元` is not the budget, even if it
 * is the only sum.
 */
export function hasOtherName(field: SoughtField, value: Found<unknown>, page: Page): boolean {
  const around = clauseAround(value, page);
  if (field.phrases.some(({ text }) => around.includes(text))) return false;
  return NAMED_CONCEPTS.some((concept) => concept.units.includes(value.unit) && names(concept, around));
}

function names({ words }: Concept, text: string): boolean {
  return words.some((word) => word.length >= (hasHan(word) ? 2 : 4) && text.includes(word));
}

function clauseAround({ start, end }: Found<unknown>, { searched, clauseAt }: Page): string {
  const clause = clauseAt[start];
  let from = start;
  while (from > 0 && start - from < BEFORE && clauseAt[from - 1] === clause) from -= 1;
  let to = end;
  while (to < searched.length && to - end < BEHIND && clauseAt[to] === clause) to += 1;
  return searched.slice(from, to);
}
