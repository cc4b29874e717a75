import type { Query } from '../../api/client.js';

const NAMES = [
  'traceId',
  'userId',
  'intent',
  'profile',
  'status',
  'feedback',
  'origin',
  'range',
  'from',
  'to',
] as const;
export type FilterName = (typeof NAMES)[number];

/** What traces must be like to be shown; empty where it does not matter. Kept in the page's address. */
export type Filters = Readonly<Record<FilterName, string>>;

const MINUTE_MS = 60_000;

/** How far back each range reaches, in milliseconds; of `custom`, `from` and `to` tell. */
export const RANGES = {
  '15m': 15 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '24h': 24 * 60 * MINUTE_MS,
  '7d': 7 * 24 * 60 * MINUTE_MS,
} as const;

const TRACE_ID = /^[\w.:-]{1,64}$/;

export function filtersOf(params: URLSearchParams): Filters {
  const valueOf = (name: FilterName) => params.get(name) ?? '';
  return {
    traceId: valueOf('traceId'),
    userId: valueOf('userId'),
    intent: valueOf('intent'),
    profile: valueOf('profile'),
    status: valueOf('status'),
    feedback: valueOf('feedback'),
    origin: valueOf('origin'),
    range: valueOf('range'),
    from: valueOf('from'),
    to: valueOf('to'),
  };
}

/** The address with one filter changed. Times belong to the custom range alone. */
export function withFilter(params: URLSearchParams, name: FilterName, value: string): URLSearchParams {
  const changed = new URLSearchParams(params);
  if (value === '') changed.delete(name);
  else changed.set(name, value);
  if (changed.get('range') !== 'custom') {
    changed.delete('from');
    changed.delete('to');
  }
  return changed;
}

/** How many filters are set beside the search. */
export function activeCount(filters: Filters): number {
  return NAMES.filter(
    (name) => name !== 'traceId' && name !== 'from' && name !== 'to' && filters[name] !== '',
  ).length;
}

export function isTraceId(text: string): boolean {
  return TRACE_ID.test(text);
}

/**
 * The filters as the API takes them.
 * @param now milliseconds since the Unix epoch; from there a range reaches back
 */
export function queryOf(filters: Filters, now: number): Query {
  const { range, from, to, ...rest } = filters;
  return {
    ...rest,
    ...(range === 'custom' ? { from: epochMs(from), to: epochMs(to) } : { from: since(range, now) }),
  };
}

function since(range: string, now: number): number | null {
  return isRange(range) ? now - RANGES[range] : null;
}

function isRange(text: string): text is keyof typeof RANGES {
  return Object.hasOwn(RANGES, text);
}

/** Of what `<input type="datetime-local">` gives: in the reader's time zone. */
function epochMs(local: string): number | null {
  const at = new Date(local).getTime();
  return Number.isNaN(at) ? null : at;
}
