import type { AuditRecord } from '../trace/audit-record.js';

export const FORMATS = ['jsonl', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export function isFormat(text: string): text is Format {
  return FORMATS.some((format) => format === text);
}

/** A record as it is written down: its time in the form that people read, in UTC. */
type Line = Readonly<Record<string, string | boolean | null>>;

const COLUMNS = [
  'time',
  'contentId',
  'traceId',
  'userId',
  'environment',
  'intent',
  'profile',
  'profileDigest',
  'model',
  'label',
  'answerSha256',
  'cached',
  'id',
] as const;

function lineOf({ at, ...record }: AuditRecord): Line {
  return { time: new Date(at).toISOString(), ...record };
}

/** What stands before the first record. */
export function headOf(format: Format): string {
  return format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '';
}

export function textOf(record: AuditRecord, format: Format): string {
  const line = lineOf(record);
  const values = COLUMNS.map((column) => [column, line[column] ?? null] as const);
  if (format === 'jsonl') return `${JSON.stringify(Object.fromEntries(values))}\n`;
  return `${values.map(([, value]) => csvField(value)).join(',')}\r\n`;
}

/** RFC 4180. A spreadsheet must not take a text for a formula, which users may have a say in. */
function csvField(value: string | boolean | null): string {
  if (value === null) return '';
  const text = String(value).replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
