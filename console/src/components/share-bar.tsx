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

/** How users are divided. What it says stands beside it in words: it is for the eye alone. */
export function ShareBar({ shares }: { readonly shares: readonly BarShare[] }) {
  return (
    <div className="share-bar" aria-hidden="true">
      {shares.map(({ name, percent, forbidden = false }, index) => (
        <span
          key={name}
          className="share"
          data-series={seriesOf(index)}
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
