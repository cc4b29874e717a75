import { NOTHING, useFormat } from '../i18n/format.js';
import './ratio-bar.css';

/** A ratio as a figure, and as a bar for who glances at many of them. */
export function RatioBar({ ratio }: { readonly ratio: number | null }) {
  const format = useFormat();
  if (ratio === null) return <span className="muted">{NOTHING}</span>;
  return (
    <span className="ratio-bar">
      <span className="ratio-bar-track" aria-hidden="true">
        <span className="ratio-bar-fill" style={{ width: `${ratio * 100}%` }} />
      </span>
      <span className="numeric">{format.percent(ratio)}</span>
    </span>
  );
}
