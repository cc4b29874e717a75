import './share-bar.css';

/** As many colours as there are; what has more parts begins again. */
const SERIES = 6;

export interface BarShare {
  readonly name: string;
  /** 0–100. */
  readonly percent: number;
  /** Whether it may not serve anybody. */
  readonly forbidden?: boolean;
}

/**
 * How users are divided: what is tried out begins at the left, as on the slider of its share, and the first share, which
 * takes the rest, ends the bar. What it says stands beside it in words: it is for the eye alone.
 */
export function ShareBar({ shares }: { readonly shares: readonly BarShare[] }) {
  const [rest, ...tried] = shares.map((share, index) => ({ ...share, series: seriesOf(index) }));
  const inOrder = rest === undefined ? [] : [...tried, rest];
  return (
    <div className="share-bar" aria-hidden="true">
      {inOrder.map(({ name, percent, forbidden = false, series }) => (
        <span
          key={name}
          className="share"
          data-series={series}
          data-forbidden={forbidden}
          style={{ width: `${percent}%` }}
        />
      ))}
    </div>
  );
}

interface ShareKeyProps {
  /** Of the share in its bar, from 0. */
  readonly index: number;
  readonly forbidden?: boolean;
}

/** The colour that a share has in its bar. */
export function ShareKey({ index, forbidden = false }: ShareKeyProps) {
  return (
    <span className="share-key" data-series={seriesOf(index)} data-forbidden={forbidden} aria-hidden="true" />
  );
}

function seriesOf(index: number): number {
  return (index % SERIES) + 1;
}
