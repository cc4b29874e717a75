import type { SoughtField } from './field-phrases.js';
import type { Mention } from './mentions.js';
import { ADJACENT, REACH, nearness } from './nearness.js';
import { hasOtherName } from './other-names.js';
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

interface Pairing<T> {
  readonly claim: Claim;
  readonly value: Found<T>;
  readonly score: number;
}

/** Below this a value is as likely another field's: the honest answer is none. */
export const SURE = 0.5;
const UNIT_FITS = 0.25;
const UNIT_DIFFERS = -0.5;
const VALUE_BETWEEN = -0.35;

/**
 * Gives each field the value that the text most surely means for it, each value to one field: first where
 * the text names the field, the surest first and then in the order of the fields; then what nothing names,
 * where no doubt is left. A field may go without.
 * @param values in the order of the text
 */
export function assign<T>(
  claims: readonly Claim[],
  values: readonly Found<T>[],
  page: Page,
  options: AssignOptions,
): Map<SoughtField, Found<T>> {
  const given = new Map<SoughtField, Found<T>>();
  const taken = new Set<Found<T>>();
  const give = ({ field }: Claim, value: Found<T>): void => {
    given.set(field, value);
    taken.add(value);
  };

  const pairings = claims.flatMap((claim) => namedPairings(claim, values, page));
  for (const { claim, value } of pairings.toSorted((a, b) => b.score - a.score)) {
    if (!given.has(claim.field) && !taken.has(value)) give(claim, value);
  }
  const open = claims.filter(({ field }) => !given.has(field));
  for (const claim of open) {
    const value = onlyFitting(claim, open, values, options);
    if (value === null || taken.has(value)) continue;
    if (claim.field.generic || !hasOtherName(claim.field, value, page)) give(claim, value);
  }
  return given;
}

function namedPairings<T>(claim: Claim, values: readonly Found<T>[], page: Page): Pairing<T>[] {
  return claim.mentions.flatMap((mention) =>
    within(values, mention).flatMap((index) => {
      const value = values[index];
      if (value === undefined) return [];
      const near = nearness(mention, value, page) + (isBetween(values, index, mention) ? VALUE_BETWEEN : 0);
      const score = mention.strength * near + fits(claim.field, value);
      if (near <= 0 || score < SURE) return [];
      return near < ADJACENT && hasOtherName(claim.field, value, page) ? [] : [{ claim, value, score }];
    }),
  );
}

/** The only value of the claim's main kind, when no other open claim could take it. */
function onlyFitting<T>(
  claim: Claim,
  open: readonly Claim[],
  values: readonly Found<T>[],
  { unitsMatter }: AssignOptions,
): Found<T> | null {
  const couldTake = ({ field }: Claim, value: Found<T>): boolean =>
    unitsMatter ? value.unit !== '' && value.unit === field.units[0] : fits(field, value) >= 0;
  const [only, ...others] = values.filter((value) => couldTake(claim, value));
  if (only === undefined || others.length > 0) return null;
  return open.some((other) => other !== claim && couldTake(other, only)) ? null : only;
}

/** The numbers of the values around a mention. */
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

/** Whether another value stands between the name and this one. */
function isBetween(values: readonly Span[], index: number, mention: Span): boolean {
  const value = values[index];
  if (value === undefined) return false;
  const behind = value.start >= mention.end;
  const neighbour = values[behind ? index - 1 : index + 1];
  if (neighbour === undefined) return false;
  return behind ? neighbour.start >= mention.end : neighbour.end <= mention.start;
}
