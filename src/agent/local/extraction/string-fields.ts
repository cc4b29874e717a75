import { type Claim, SURE, assign } from './assign.js';
import type { StringForm } from './concepts.js';
import type { SoughtField } from './field-phrases.js';
import { findCodes } from './numbers.js';
import { type Found, type Page, overlaps } from './page.js';
import { findAddresses, findPeople } from './people-and-places.js';
import { shortCodes } from './short-codes.js';
import { asStrings, findEmails, findPhones, findUrls, labelled } from './strings.js';

/** What was found on the page by form, before anybody asked for it. */
export interface Findings {
  readonly numbers: readonly Found<number>[];
  readonly dates: readonly Found<string>[];
  readonly formal: FormalFindings;
}

/** Strings whose form alone says what they are; their digits are no numbers. */
export type FormalFindings = Readonly<Record<'email' | 'url' | 'phone', readonly Found<string>[]>>;

type Taken = Map<SoughtField, Found<string>>;

export function findFormal(page: Page): FormalFindings {
  return {
    email: asStrings(page, findEmails(page)),
    url: asStrings(page, findUrls(page)),
    phone: asStrings(page, findPhones(page)),
  };
}

/** Looks every string field up: by its form first, then behind a label, then as it can be told otherwise. */
export function findStrings(claims: readonly Claim[], findings: Findings, page: Page): Taken {
  const found: Taken = new Map();
  const open = (): Claim[] => claims.filter(({ field }) => !found.has(field));
  const add = (more: Taken): void => more.forEach((value, field) => found.set(field, value));

  for (const form of ['email', 'url', 'phone'] as const) {
    add(assign(ofForm(claims, form), findings.formal[form], page, { unitsMatter: false }));
  }
  const { email, url, phone } = findings.formal;
  const formal = [...email, ...url, ...phone];
  const codes = asStrings(page, findCodes(page)).filter((code) =>
    [...formal, ...findings.dates].every((other) => !overlaps(code, other)),
  );
  add(named(assign(ofForm(open(), 'code'), codes, page, { unitsMatter: true })));
  add(behindLabels(open(), page));
  add(ownCodes(ofForm(open(), 'code'), page));
  add(onlyOne(ofForm(open(), 'person'), findPeople(page)));
  add(onlyOne(ofForm(open(), 'address'), findAddresses(page)));
  const measures = findings.numbers.map((number) => asWritten(number, page));
  const dates = findings.dates.map((date) => asWritten(date, page));
  add(assign(open().filter(isMeasure), measures, page, { unitsMatter: true }));
  add(assign(open().filter(isDate), dates, page, { unitsMatter: false }));
  return found;
}

function ofForm(claims: readonly Claim[], form: StringForm): Claim[] {
  return claims.filter(({ field }) => field.form === form);
}

function named(taken: Taken): Taken {
  return new Map([...taken].filter(([, { value }]) => value !== null));
}

/** The surest label first; what stands behind one label is one field's value. */
function behindLabels(claims: readonly Claim[], page: Page): Taken {
  const offers = claims
    .flatMap(({ field, mentions }) => labelled(field, mentions, page).map((value) => ({ field, value })))
    .filter(({ value }) => value.sure >= SURE)
    .toSorted((a, b) => b.value.sure - a.value.sure);
  const taken: Taken = new Map();
  for (const { field, value } of offers) {
    const isFree = taken.values().every((other) => !overlaps(other, value));
    if (isFree && !taken.has(field)) taken.set(field, value);
  }
  return taken;
}

/** Each code to the first field that is named right before it. */
function ownCodes(claims: readonly Claim[], page: Page): Taken {
  const taken: Taken = new Map();
  for (const { field, mentions } of claims) {
    const [code] = shortCodes(mentions, page);
    const isFree = code !== undefined && taken.values().every((other) => !overlaps(other, code));
    if (isFree) taken.set(field, code);
  }
  return taken;
}

/** For one field and one distinct value there is no doubt which is meant. */
function onlyOne(claims: readonly Claim[], values: readonly Found<string>[]): Taken {
  const [claim, ...others] = claims;
  const value = values[0];
  const distinct = new Set(values.map((found) => found.value)).size;
  return claim === undefined || value === undefined || others.length > 0 || distinct !== 1
    ? new Map()
    : new Map([[claim.field, value]]);
}

function isDate({ field }: Claim): boolean {
  return field.units.includes('date');
}

function isMeasure(claim: Claim): boolean {
  return claim.field.form === undefined && claim.field.units.length > 0 && !isDate(claim);
}

/** The words of a number or a date, its currency sign included. */
function asWritten({ start, end, unit }: Found<unknown>, page: Page): Found<string> {
  const sign =
    /(?:[¥$€£]|(?:rmb|cny|usd|eur)\s?)$/i.exec(page.text.slice(Math.max(0, start - 5), start))?.[0] ?? '';
  return { start, end, value: page.source.slice(start - sign.length, end), unit };
}
