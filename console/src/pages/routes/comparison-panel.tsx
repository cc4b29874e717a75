import { useState } from 'react';
import { COMPARISON_WINDOWS, type ComparisonWindow, useRolloutComparison } from '../../api/route-queries.js';
import type { IntentRoute, RolloutComparison } from '../../api/route-types.js';
import { SelectField } from '../../components/field.js';
import { Loaded } from '../../components/loaded.js';
import { Panel } from '../../components/panel.js';
import { Empty } from '../../components/states.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { ArmEvidence } from './arm-evidence.js';
import { ArmFigures } from './arm-figures.js';
import { routesMessages } from './messages.js';
import { isRollout } from './shares.js';

/** How what is tried out does, beside what everyone else gets. */
export function ComparisonPanel({ view: { intent, route } }: { readonly view: IntentRoute }) {
  const m = useMessages(routesMessages);
  if (route !== null && isRollout(route)) return <LivePanel intent={intent} />;
  return (
    <Panel title={m.compare}>
      <Empty title={m.nothingToCompare}>{m.nothingToCompareHint}</Empty>
    </Panel>
  );
}

function LivePanel({ intent }: { readonly intent: string }) {
  const m = useMessages(routesMessages);
  const [window, setWindow] = useState<ComparisonWindow>('');
  const query = useRolloutComparison(intent, window);
  const choose = (value: string) => setWindow(COMPARISON_WINDOWS.find((each) => each === value) ?? '');
  return (
    <Panel title={m.compare} actions={<WindowChoice window={window} onChange={choose} />}>
      <div className="stack">
        <p className="muted small">{m.compareIntro}</p>
        <Loaded query={query}>{(comparison) => <Arms comparison={comparison} />}</Loaded>
      </div>
    </Panel>
  );
}

interface WindowChoiceProps {
  readonly window: ComparisonWindow;
  readonly onChange: (window: string) => void;
}

function WindowChoice({ window, onChange }: WindowChoiceProps) {
  const m = useMessages(routesMessages);
  return (
    <SelectField
      label={m.window}
      className="window-choice"
      value={window}
      options={COMPARISON_WINDOWS.map((value) => ({ value, text: m.windows[value] }))}
      onChange={onChange}
    />
  );
}

function Arms({ comparison }: { readonly comparison: RolloutComparison }) {
  const { baseline, arms, guard, intent } = comparison;
  return (
    <>
      <ArmFigures baseline={baseline} arms={arms} />
      {arms.map((arm) => (
        <ArmEvidence
          key={arm.profile}
          intent={intent}
          arm={arm}
          baseline={baseline}
          minSamples={guard?.minSamples ?? null}
        />
      ))}
      <GuardWords guard={guard} baseline={baseline} />
    </>
  );
}

function GuardWords({ guard, baseline }: Pick<RolloutComparison, 'guard' | 'baseline'>) {
  const m = useMessages(routesMessages);
  const format = useFormat();
  if (guard === null) return <p className="muted small">{m.guardOffHint}</p>;
  if (baseline.percent === 0) {
    return (
      <p className="change-notice">
        <span className="change-notice-title">{m.notWatched}</span> {m.noBaselineHint}
      </p>
    );
  }
  const { minSamples, margin, falseAlarms } = guard;
  return (
    <p className="muted small">
      {m.guardHint(format.count(minSamples), format.figure(margin), format.percent(falseAlarms))}
    </p>
  );
}
