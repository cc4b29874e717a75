import { useState } from 'react';
import { CheckField, TextField } from '../../components/field.js';
import { useMessages } from '../../i18n/language.js';
import {
  CERTAINTY_NUMBERS,
  GUARD_BOUNDS,
  GUARD_POINTERS,
  type GuardNumber,
  LATENCY_NUMBERS,
  guardNumbersOf,
} from './guard-draft.js';
import { routesMessages } from './messages.js';
import type { RouteFieldsProps } from './route-options.js';

type GuardProps = Omit<RouteFieldsProps, 'allowed'>;

interface GuardFieldsProps extends GuardProps {
  /** Whether the shares leave the baseline to nobody. */
  readonly unwatchable: boolean;
}

/** Whether the server may take a rollout back, and how certain it must be; the numbers are folded, as few need others. */
export function GuardFields({ unwatchable, ...props }: GuardFieldsProps) {
  const m = useMessages(routesMessages);
  const { draft, errors, onEdit } = props;
  const { watched, guard } = draft;
  const [opened, setOpened] = useState(false);
  const isWrong = guardNumbersOf(guard).some((name) => errors[GUARD_POINTERS[name]] !== undefined);
  return (
    <>
      <CheckField
        label={m.watched}
        hint={unwatchable ? m.noBaselineHint : m.watchedHint}
        checked={watched}
        onChange={(checked) => onEdit({ watched: checked })}
      />
      {watched && (
        <details
          className="guard-numbers"
          open={opened || isWrong}
          onToggle={({ currentTarget }) => setOpened(currentTarget.open)}
        >
          <summary>{m.guardNumbers}</summary>
          <div className="stack">
            <Numbers names={CERTAINTY_NUMBERS} {...props} />
            <CheckField
              label={m.judgesLatency}
              hint={m.judgesLatencyHint}
              checked={guard.judgesLatency}
              onChange={(checked) => onEdit({ guard: { ...guard, judgesLatency: checked } })}
            />
            {guard.judgesLatency && <Numbers names={LATENCY_NUMBERS} {...props} />}
          </div>
        </details>
      )}
    </>
  );
}

function Numbers({ names, draft, errors, onEdit }: GuardProps & { readonly names: readonly GuardNumber[] }) {
  const m = useMessages(routesMessages);
  const { guard } = draft;
  return (
    <div className="guard-row">
      {names.map((name) => (
        <TextField
          key={name}
          label={m[name]}
          placeholder={m.asUsual}
          type="number"
          min={GUARD_BOUNDS[name].min}
          max={GUARD_BOUNDS[name].max}
          step="any"
          inputMode="decimal"
          value={guard[name]}
          error={errors[GUARD_POINTERS[name]]}
          onChange={(text) => onEdit({ guard: { ...guard, [name]: text } })}
        />
      ))}
    </div>
  );
}
