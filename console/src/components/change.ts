/** Whether less is better, more is, or neither. */
export type Wish = 'less' | 'more' | 'neither';

/** What is counted. */
export type Unit = 'count' | 'ms' | 'cost';

export type Judgement = 'better' | 'worse' | 'same' | 'changed';

export interface Change {
  /** (after - before) / before; null when there is nothing to divide by. */
  readonly ratio: number | null;
  readonly judgement: Judgement;
}

/** Changes smaller than this are noise. */
const SAME_RATIO = 0.005;

/** So are those that are not larger than this, whatever the ratio: no user notices, and one run differs by as much from the next. */
const SAME_AMOUNT: Readonly<Record<Unit, number>> = { count: 0, ms: 20, cost: 0 };

/** How a figure has changed; null when one of the two is missing. */
export function judge(
  before: number | null,
  after: number | null,
  wish: Wish,
  unit: Unit = 'count',
): Change | null {
  if (before === null || after === null) return null;
  const ratio = before === 0 ? (after === 0 ? 0 : null) : (after - before) / before;
  const small = ratio !== null && Math.abs(ratio) < SAME_RATIO;
  if (small || Math.abs(after - before) <= SAME_AMOUNT[unit]) return { ratio, judgement: 'same' };
  if (wish === 'neither') return { ratio, judgement: 'changed' };
  const less = after < before;
  return { ratio, judgement: less === (wish === 'less') ? 'better' : 'worse' };
}
