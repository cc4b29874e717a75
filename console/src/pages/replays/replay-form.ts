import type { BatchFilter, BatchRequest } from '../../api/replay-types.js';
import type { Rating, TraceStatus } from '../../api/types.js';

export const PERIODS = ['any', '24h', '7d', '30d', 'custom'] as const;
export type Period = (typeof PERIODS)[number];

const HOUR_MS = 3_600_000;
const PERIOD_MS: Readonly<Record<Exclude<Period, 'any' | 'custom'>, number>> = {
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};

/** The form as it stands, every field as its control has it: what was not chosen is empty. */
export interface ReplayForm {
  readonly intent: string;
  readonly profile: string;
  readonly limit: string;
  readonly concurrency: string;
  readonly eval: string;
  readonly feedback: Rating | '';
  readonly status: TraceStatus | '';
  readonly servedBy: string;
  readonly userId: string;
  readonly period: Period;
  /** Of `datetime-local` controls: in the reader's time zone. */
  readonly from: string;
  readonly to: string;
}

export type FieldName = keyof ReplayForm;
export type Fault = 'required' | 'limit' | 'concurrency' | 'order';
export type Faults = Partial<Record<FieldName, Fault>>;

export const EMPTY_FORM: ReplayForm = {
  intent: '',
  profile: '',
  limit: '50',
  concurrency: '2',
  eval: '',
  feedback: '',
  status: '',
  servedBy: '',
  userId: '',
  period: 'any',
  from: '',
  to: '',
};

/** What is wrong with the form; nothing when it may be sent. */
export function faultsOf(form: ReplayForm): Faults {
  const faults: Faults = {};
  if (form.intent === '') faults.intent = 'required';
  if (form.profile === '') faults.profile = 'required';
  if (!isWholeNumber(form.limit, 500)) faults.limit = 'limit';
  if (!isWholeNumber(form.concurrency, 8)) faults.concurrency = 'concurrency';
  const bounded = form.period === 'custom' && form.from !== '' && form.to !== '';
  if (bounded && new Date(form.from) >= new Date(form.to)) faults.to = 'order';
  return faults;
}

function isWholeNumber(text: string, max: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= max;
}

/**
 * The request that a form without faults asks for.
 * @param now from which the period counts back; milliseconds since the Unix epoch
 */
export function requestOf(form: ReplayForm, now: number): BatchRequest {
  const filter = filterOf(form, now);
  return {
    intent: form.intent,
    profile: form.profile,
    limit: Number(form.limit),
    concurrency: Number(form.concurrency),
    ...(form.eval !== '' && { eval: form.eval }),
    ...(Object.keys(filter).length > 0 && { filter }),
  };
}

function filterOf(form: ReplayForm, now: number): BatchFilter {
  const { from, to } = boundsOf(form, now);
  return {
    ...(from !== '' && { from }),
    ...(to !== '' && { to }),
    ...(form.userId.trim() !== '' && { userId: form.userId.trim() }),
    ...(form.servedBy !== '' && { profile: form.servedBy }),
    ...(form.status !== '' && { status: form.status }),
    ...(form.feedback !== '' && { feedback: form.feedback }),
  };
}

function boundsOf({ period, from, to }: ReplayForm, now: number): { from: string; to: string } {
  if (period === 'any') return { from: '', to: '' };
  if (period === 'custom') return { from: isoOf(from), to: isoOf(to) };
  return { from: new Date(now - PERIOD_MS[period]).toISOString(), to: '' };
}

function isoOf(local: string): string {
  return local === '' ? '' : new Date(local).toISOString();
}

/** The fields that the server's JSON pointers mean. */
const FIELDS: Readonly<Record<string, FieldName>> = {
  '/intent': 'intent',
  '/profile': 'profile',
  '/limit': 'limit',
  '/concurrency': 'concurrency',
  '/eval': 'eval',
  '/filter/from': 'from',
  '/filter/to': 'to',
  '/filter/userId': 'userId',
  '/filter/profile': 'servedBy',
  '/filter/status': 'status',
  '/filter/feedback': 'feedback',
};

/** The field at which an error of the server is shown; undefined when it concerns none. */
export function fieldOf(pointer: string): FieldName | undefined {
  return FIELDS[pointer];
}

/** The address of a form that is filled in already; what is as it is anyway is left out. */
export function formSearchOf(values: Partial<ReplayForm>): string {
  const initial = new Map<string, string>(Object.entries(EMPTY_FORM));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== initial.get(name)) search.set(name, value);
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}

/** The form that an address asks for. What it does not know, or may not be chosen, stays empty. */
export function formOf(search: URLSearchParams): ReplayForm {
  const text = (name: FieldName): string => search.get(name) ?? EMPTY_FORM[name];
  return {
    intent: text('intent'),
    profile: text('profile'),
    limit: text('limit'),
    concurrency: text('concurrency'),
    eval: text('eval'),
    feedback: oneOf(['up', 'down'] as const, text('feedback')) ?? '',
    status: oneOf(['complete', 'failed'] as const, text('status')) ?? '',
    servedBy: text('servedBy'),
    userId: text('userId'),
    period: oneOf(PERIODS, text('period')) ?? 'any',
    from: text('from'),
    to: text('to'),
  };
}

function oneOf<T extends string>(all: readonly T[], text: string): T | undefined {
  return all.find((each) => each === text);
}
