import type { SoughtField } from './field-phrases.js';
import type { Mention } from './mentions.js';
import { type Found, type Page, type Span, spansOf } from './page.js';

/** UTF-16 units; what goes on for longer is no value. */
const LONGEST_VALUE = 400;

const EMAIL = /[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}/g;
const URL =
  /https?:\/\/[^\s"'<>，。；、）】」]{1,500}|(?<![\w.@-])www\.[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}(?:\/[^\s，。；、）]{0,300})?/g;
const PHONE =
  /(?<![\dA-Za-z-])(?:(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8}(?:-\d{1,5})?|400-?\d{3}-?\d{4}|\+\d{1,3}[ -]?\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4}|\(?\d{3}\)?[ -]\d{3}-\d{4})(?!\d)/g;

export function findEmails(page: Page): Span[] {
  return spansOf(page.text, EMAIL);
}

export function findUrls(page: Page): Span[] {
  return spansOf(page.text, URL).map(({ start, end }) => ({
    start,
    end: start + page.text.slice(start, end).replace(/[.,;:!?)\]]{1,8}$/, '').length,
  }));
}

export function findPhones(page: Page): Span[] {
  return spansOf(page.text, PHONE);
}

/** A span's own text as the value. */
export function asStrings(page: Page, spans: readonly Span[]): Found<string>[] {
  return spans.map(({ start, end }) => ({ start, end, value: page.source.slice(start, end), unit: '' }));
}

/** What may stand between a label and its colon. */
const LABEL_TAIL =
  /^[\p{Script=Han}]{0,4}[*_"'”」\]\s]{0,3}(?:\([^()\n]{0,20}\))?[^\S\n]{0,3}(?:[:=]|[-–—](?=\s)|\|(?=[^\n|]{0,200}\|))[*_]{0,2}[^\S\n]{0,4}(?:\n[^\S\n]{0,4})?/u;
/** The next label on the same line ends a value. */
const NEXT_LABEL =
  /[，,;\s|]\s{0,4}(?:[-*•]\s)?[^\s:，,;。|\d][^\s:，,;。|]{0,11}(?: [A-Za-z]{1,12}){0,2}\s?(?<!\d):(?!\/\/)|[，,\s]\s{0,3}(?:电话|手机|联系|邮编|邮箱|收件人|收货人|tel|phone|e-?mail)/iu;
const ENDS_ALWAYS = /[\n|;；。]|\.(?=\s|$)(?<!\b(?:No|St|Mr|Ms|Dr|Rd|Ave|Co|Inc|Ltd)\.)/;
/** These fields hold one thing, which ends at a comma; an address or a reason may go on behind it. */
const ONE_THING = /[，、]|,(?!\d)/;
const STATES = /^[^\S\n]{0,2}(?:是|为|叫|:|is |was |are )[^\S\n]{0,2}/;

/** Values behind a label: `姓名：张三`, `Name: Li Lei`, `| 城市 | 上海 |`, with how sure each is. */
export function labelled(
  field: SoughtField,
  mentions: readonly Mention[],
  page: Page,
): (Found<string> & { sure: number })[] {
  return mentions.flatMap((mention) => {
    const tail = LABEL_TAIL.exec(page.text.slice(mention.end, mention.end + 60))?.[0];
    const link = tail ?? statement(field, mention, page);
    if (link === undefined) return [];
    const value = valueFrom(field, mention.end + link.length, page);
    if (value === null) return [];
    const sure = mention.strength * (tail === undefined ? 0.85 : 1) * (opensLabel(mention, page) ? 1 : 0.6);
    return [{ ...value, sure }];
  });
}

/** How a sentence states the value; names and measures are told by their own form, which ends sooner. */
function statement(field: SoughtField, { end }: Mention, { text }: Page): string | undefined {
  return field.form === 'person' || field.units.length > 0
    ? undefined
    : STATES.exec(text.slice(end, end + 12))?.[0];
}

/** `名称` in `公司名称：` is a part of another label. */
function opensLabel({ start }: Mention, { text }: Page): boolean {
  return /(?:^|[\s，,、;；。:|*_"'“「(（\-•.]|[的您我]|[a-z])$/iu.test(
    text.slice(Math.max(0, start - 1), start),
  );
}

function valueFrom(field: SoughtField, start: number, page: Page): Found<string> | null {
  const rest = page.text.slice(start, start + LONGEST_VALUE);
  const ends = [NEXT_LABEL, ENDS_ALWAYS, ...(holdsOneThing(field) ? [ONE_THING] : [])]
    .map((pattern) => rest.search(pattern))
    .filter((end) => end !== -1);
  const length = Math.min(rest.length, ...ends);
  if (length === LONGEST_VALUE) return null;
  const raw = page.source.slice(start, start + length);
  const value = raw.replace(/^["'“‘「*_\s]{1,4}/, '').replace(/["'”’」*_\s，,、。！!]{1,4}$/, '');
  return /[\p{L}\p{N}]/u.test(value) ? { start, end: start + raw.length, value, unit: '' } : null;
}

function holdsOneThing({ form, units }: SoughtField): boolean {
  return units.length > 0 || (form !== undefined && form !== 'address');
}
