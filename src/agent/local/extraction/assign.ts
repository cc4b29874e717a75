import type { SoughtField } from './field-phrases.js';
import type { Mention } from './mentions.js';
import type { Found, Page, Span } from './page.js';

/** A field and where the text names it. */
export interface Claim {
  readonly field: SoughtField;
  readonly mentions: readonly Mention[];
}

export interface AssignOptions {
  /** An unnamed value is of the fitting kind only when its unit says so; else any value is. */
  readonly unitsMatter: boolean;
}

interface Pairing {
  readonly claim: number;
  readonly value: number;
  readonly score: number;
}

/** Below this a value is as likely another field's: the honest answer is none. */
export const SURE = 0.5;
const UNIT_FITS = 0.25;
const UNIT_DIFFERS = -0.5;
/** How sure a value is that nothing names, but that is the only one of the fitting kind. */
const UNNAMED = 0.7;
const VALUE_BETWEEN = -0.35;
/** UTF-16 units; farther away a name says nothing about a value. */
const REACH = 80;
const LONGEST_LINK = 44;

/** What may stand between a name and its value when the one introduces the other. */
const INTRODUCES =
  /^["'”」』)\]*_`\s]{0,4}(?:\([^()\n]{0,20}\))?[\s|]{0,4}(?:[:=#]|是|为|共计?|约|有|了|达到?|dated|was|is|are|of)?[\s|]{0,4}(?:约|共|大约|不?超过|about|approx\.?|on|at|人民币|rmb|cny|usd|us)?\s?[¥$€£]?\s?[-−]?$/i;
const FOLLOWS = /^\s?(?:的|of\s|in\s|for\s)?\s?$/;

/**
 * Gives each field the value that the text most surely means for it, each value to one field; surest pairs
 * first, then in the order of the fields. A field may go without.
 */
export function assign<T>(
  claims: readonly Claim[],
  values: readonly Found<T>[],
  page: Page,
  options: AssignOptions,
): Map<SoughtField, Found<T>> {
  const pairings = claims.flatMap((claim, number) =>
    pairingsOf(claim, claims, values, page, options).map(({ value, score }) => ({
      claim: number,
      value,
      score,
    })),
  );
  const given = new Map<number, number>();
  const takenValues = new Set<number>();
  for (const { claim, value } of pairings.toSorted(bySureness)) {
    if (given.has(claim) || takenValues.has(value)) continue;
    given.set(claim, value);
    takenValues.add(value);
  }
  const result = new Map<SoughtField, Found<T>>();
  for (const [claim, value] of given) {
    const field = claims[claim]?.field;
    const found = values[value];
    if (field !== undefined && found !== undefined) result.set(field, found);
  }
  return result;
}

function bySureness(a: Pairing, b: Pairing): number {
  return b.score - a.score || a.claim - b.claim || a.value - b.value;
}

function pairingsOf<T>(
  claim: Claim,
  claims: readonly Claim[],
  values: readonly Found<T>[],
  page: Page,
  options: AssignOptions,
): Omit<Pairing, 'claim'>[] {
  const best = new Map<number, number>();
  const offer = (value: number, score: number): void => {
    if (score >= SURE && score > (best.get(value) ?? 0)) best.set(value, score);
  };
  for (const mention of claim.mentions) {
    for (const value of within(values, mention)) {
      const found = values[value];
      if (found === undefined) continue;
      const near = nearness(mention, found, page) + (isBetween(values, value, mention) ? VALUE_BETWEEN : 0);
      if (near > 0) offer(value, mention.strength * near + fits(claim.field, found));
    }
  }
  const unnamed = onlyFitting(claim, claims, values, options);
  if (unnamed !== null) offer(unnamed, UNNAMED);
  return [...best].map(([value, score]) => ({ value, score }));
}

/** The only value of the claim's main kind, when no other claim could take it. */
function onlyFitting(
  claim: Claim,
  claims: readonly Claim[],
  values: readonly Found<unknown>[],
  { unitsMatter }: AssignOptions,
): number | null {
  const couldTake = ({ field }: Claim, value: Found<unknown>): boolean =>
    unitsMatter ? value.unit !== '' && value.unit === field.units[0] : fits(field, value) >= 0;
  const fitting = [...values.entries()].filter(([, value]) => couldTake(claim, value));
  const [only] = fitting;
  if (only === undefined || fitting.length > 1) return null;
  return claims.some((other) => other !== claim && couldTake(other, only[1])) ? null : only[0];
}

/** The numbers of the values around a mention; values are in the order of the text. */
function within(values: readonly Span[], mention: Span): number[] {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle]?.end ?? 0) < mention.start - REACH) low = middle + 1;
    else high = middle;
  }
  const near: number[] = [];
  for (let index = low; index < values.length; index += 1) {
    if ((values[index]?.start ?? Infinity) > mention.end + REACH) break;
    near.push(index);
  }
  return near;
}

function fits({ units }: SoughtField, { unit }: { readonly unit: string }): number {
  if (unit === '') return 0;
  if (units.length === 0) return unit === 'id' ? UNIT_DIFFERS : 0;
  return units.includes(unit) ? UNIT_FITS : UNIT_DIFFERS;
}

/** From 0 to 1: how closely a name and a value belong together by where they stand. */
function nearness(mention: Span, value: Span, page: Page): number {
  const sameClause = page.clauseAt[mention.start] === page.clauseAt[value.start];
  const sameSentence = page.sentenceAt[mention.start] === page.sentenceAt[value.start];
  if (!sameSentence) return 0;
  if (value.start >= mention.end) {
    const gap = page.text.slice(mention.end, value.start);
    if (gap.length <= LONGEST_LINK && INTRODUCES.test(gap)) return 1;
    return sameClause ? 0.85 - gap.length * 0.008 : 0.45 - gap.length * 0.004;
  }
  if (value.end > mention.start) return 0.75;
  const gap = page.text.slice(value.end, mention.start);
  if (gap.length <= 6 && FOLLOWS.test(gap)) return 0.75;
  return sameClause ? 0.45 - gap.length * 0.008 : 0;
}

function isBetween(values: readonly Span[], value: number, mention: Span): boolean {
  const found = values[value];
  if (found === undefined) return false;
  const neighbour = values[found.start >= mention.end ? value - 1 : value + 1];
  if (neighbour === undefined) return false;
  return found.start >= mention.end ? neighbour.start >= mention.end : neighbour.end <= mention.start;
}
