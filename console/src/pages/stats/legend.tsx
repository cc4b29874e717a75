import { Eye, EyeOff } from 'lucide-react';
import { useMessages } from '../../i18n/language.js';
import { statsMessages } from './messages.js';
import type { DrawnGroup } from './series.js';

interface LegendProps {
  readonly groups: readonly DrawnGroup[];
  readonly hidden: ReadonlySet<string>;
  readonly onToggle: (key: string) => void;
}

/** Which colour is whose; each is a switch. It stays in sight while the charts are scrolled. */
export function Legend({ groups, hidden, onToggle }: LegendProps) {
  const m = useMessages(statsMessages);
  return (
    <fieldset className="legend">
      <legend className="visually-hidden">{m.profiles}</legend>
      {groups.map(({ key, label, series }) => {
        const shown = !hidden.has(key);
        const Icon = shown ? Eye : EyeOff;
        return (
          <button
            key={key}
            type="button"
            className="legend-item"
            aria-pressed={shown}
            onClick={() => onToggle(key)}
          >
            <span className="series-key" data-series={series} aria-hidden="true" />
            {label}
            <Icon aria-hidden="true" />
          </button>
        );
      })}
    </fieldset>
  );
}
