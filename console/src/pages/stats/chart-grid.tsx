import { useMemo, useState } from 'react';
import type { Stats } from '../../api/stats-types.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { ChartPanel } from './chart-panel.js';
import { CHARTS } from './charts.js';
import { type Group, MAX_GROUPS, groupsOf, partsOf } from './groups.js';
import { Legend } from './legend.js';
import { statsMessages } from './messages.js';
import type { DrawnGroup } from './series.js';

/** The charts, and one legend for all of them: what is hidden in one is hidden in all. */
export function ChartGrid({ stats }: { readonly stats: Stats }) {
  const m = useMessages(statsMessages);
  const format = useFormat();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const all = useMemo(() => groupsOf(stats), [stats]);
  const parts = useMemo(() => partsOf(stats), [stats]);
  const groups = useMemo(() => drawnOf(all, m), [all, m]);
  const shown = useMemo(() => groups.filter(({ key }) => !hidden.has(key)), [groups, hidden]);
  const toggle = (key: string) =>
    setHidden(new Set(hidden.has(key) ? [...hidden].filter((each) => each !== key) : [...hidden, key]));
  return (
    <div className="stack">
      <Legend groups={groups} hidden={hidden} onToggle={toggle} />
      {all.length > groups.length && (
        <p className="muted small">{m.more(format.count(all.length - groups.length))}</p>
      )}
      <div className="chart-grid">
        {CHARTS.map((kind) => (
          <ChartPanel
            key={kind.name}
            kind={kind}
            groups={shown}
            parts={parts}
            bucketMs={stats.bucketMs ?? 0}
          />
        ))}
      </div>
    </div>
  );
}

/** Those that were asked most, each with its colour; the intent is said where the profile's name is not enough. */
function drawnOf(all: readonly Group[], m: (typeof statsMessages)['en']): DrawnGroup[] {
  const byProfile = Map.groupBy(all, ({ profile }) => profile);
  return all.slice(0, MAX_GROUPS).map(({ key, profile, intent, count, points }, index) => {
    const alone = profile !== null && byProfile.get(profile)?.length === 1;
    const name = profile ?? m.noProfile;
    const label = alone ? name : `${name} (${intent ?? m.noIntent})`;
    return { key, profile, intent, count, points, label, series: index + 1 };
  });
}
