/**
 * promptfoo reads its files as Nunjucks templates, and a text that begins with `file:` or `package:` as a command to
 * load one. What users wrote must be neither, so it stands in the file in forms that have no such place.
 */

/** Between the two characters that begin a template. */
const INSIDE_MARK = /(?<=\{)(?=[{%#])/;
/** Behind the scheme. */
const BEHIND_SCHEME = /(?<=(?:file|package):)/i;
/** What begins a template, and the end of a comment, which Nunjucks refuses anywhere else. */
const MARK = /\{(?=[{%#])|(?<=#)\}/;
const MARKS = new RegExp(MARK, 'g');

/** Whether promptfoo would take some of the text for a template. */
export function hasTemplate(text: string): boolean {
  return MARK.test(text);
}

/** The text in pieces that mean nothing to promptfoo; `{{ … | join }}` makes it whole again. */
export function pieces(text: string): string[] {
  return text.split(INSIDE_MARK).flatMap((piece) => piece.split(BEHIND_SCHEME));
}

/** The value as JSON that has no template in it: in JSON, what would be one can only stand in a string. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(MARKS, (mark) =>
    mark === '{' ? String.raw`\u007b` : String.raw`\u007d`,
  );
}

/** The text as a template that gives it back. */
export function asTemplate(text: string): string {
  return text.replaceAll(MARKS, (mark) => `{{ '${mark}' }}`);
}

/** The text without what promptfoo would take for a template; for names alone. */
export function withoutTemplate(text: string): string {
  return text.replaceAll(MARKS, '');
}
