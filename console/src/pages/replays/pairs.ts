import type { AskFigures, Pair } from '../../api/replay-types.js';

export const SHOWS = ['all', 'assertions', 'failures'] as const;
export const ORDERS = ['seq', 'change', 'similarity'] as const;
export type Show = (typeof SHOWS)[number];
export type Order = (typeof ORDERS)[number];

/** Which pairs are shown, and in which order: the address says so, so that a pair knows its neighbours. */
export interface PairChoice {
  readonly show: Show;
  readonly order: Order;
}

export function pairChoiceOf(search: URLSearchParams): PairChoice {
  return {
    show: SHOWS.find((show) => show === search.get('show')) ?? 'all',
    order: ORDERS.find((order) => order === search.get('order')) ?? 'seq',
  };
}

/** The opposite of `pairChoiceOf`. */
export function searchOfChoice({ show, order }: PairChoice): string {
  const search = new URLSearchParams();
  if (show !== 'all') search.set('show', show);
  if (order !== 'seq') search.set('order', order);
  return search.size === 0 ? '' : `?${search.toString()}`;
}

/** The pairs that were chosen, in their order. Pairs that cannot be compared yet come last. */
export function choosePairs(pairs: readonly Pair[], { show, order }: PairChoice): Pair[] {
  const shown = pairs.filter((pair) => isShown(pair, show));
  if (order === 'change') return shown.toSorted((a, b) => changeOf(b) - changeOf(a) || a.seq - b.seq);
  if (order === 'similarity') {
    return shown.toSorted((a, b) => (a.similarity ?? 2) - (b.similarity ?? 2) || a.seq - b.seq);
  }
  return shown.toSorted((a, b) => a.seq - b.seq);
}

function isShown(pair: Pair, show: Show): boolean {
  if (show === 'assertions') return failedAssertionsOf(pair).length > 0;
  if (show === 'failures')
    return pair.status === 'failed' || (pair.replay !== null && hasFailed(pair.replay));
  return true;
}

export function failedAssertionsOf({ assertions }: Pair) {
  return assertions.filter(({ passed }) => !passed);
}

export function hasFailed({ status }: AskFigures): boolean {
  return status === 'failed' || status === 'refused';
}

const COMPARED = [
  'latencyMs',
  'firstContentMs',
  'promptTokens',
  'completionTokens',
  'cost',
  'answerChars',
] as const;

/**
 * How much the figure that changed most has changed: a half counts as much as the double. Another outcome is
 * the biggest change that there is; without a replay there is none.
 */
export function changeOf({ original, replay }: Pair): number {
  if (replay === null) return -1;
  if (original.status !== replay.status || original.truncated !== replay.truncated) return Infinity;
  return Math.max(...COMPARED.map((name) => distance(original[name], replay[name])));
}

function distance(a: number | null, b: number | null): number {
  if (a === null || b === null || a <= 0 || b <= 0) return 0;
  return Math.abs(Math.log(b / a));
}
