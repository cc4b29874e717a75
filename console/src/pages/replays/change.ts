/** Whether less is better, more is, or neither. */
export type Wish = 'less' | 'more' | 'neither';

export type Judgement = 'better' | 'worse' | 'same' | 'changed';

export interface Change {
  /** (after - before) / before; null when there is nothing to divide by. */
  readonly ratio: number | null;
  readonly judgement: Judgement;
}

/** Changes smaller than this are noise. */
const SAME = 0.005;

/** How a figure has changed; null when one of the two is missing. */
export function judge(before: number | null, after: number | null, wish: Wish): Change | null {
  if (before === null || after === null) return null;
  const ratio = before === 0 ? (after === 0 ? 0 : null) : (after - before) / before;
  if (ratio !== null && Math.abs(ratio) < SAME) return { ratio, judgement: 'same' };
  if (wish === 'neither') return { ratio, judgement: 'changed' };
  const less = after < before;
  return { ratio, judgement: less === (wish === 'less') ? 'better' : 'worse' };
}
