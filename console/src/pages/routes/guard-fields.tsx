import { useState } from 'react';
import { CheckField, TextField } from '../../components/field.js';
import { useMessages } from '../../i18n/language.js';
import { GUARD_BOUNDS, GUARD_NUMBERS } from './guard-draft.js';
import { routesMessages } from './messages.js';
import type { RouteFieldsProps } from './route-options.js';

interface GuardFieldsProps extends Omit<RouteFieldsProps, 'allowed'> {
  /** Whether the shares leave the baseline to nobody. */
  readonly unwatchable: boolean;
}

/** Whether the server may take a rollout back, and how certain it must be; the numbers are folded, as few need others. */
export function GuardFields({ draft, errors, unwatchable, onEdit }: GuardFieldsProps) {
  const m = useMessages(routesMessages);
  const { watched, guard } = draft;
  const [opened, setOpened] = useState(false);
  const isWrong = GUARD_NUMBERS.some((name) => errors[`/guard/${name}`] !== undefined);
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
          <div>
            {' '}
            {GUARD_NUMBERS.map((name) => (
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
                error={errors[`/guard/${name}`]}
                onChange={(text) => onEdit({ guard: { ...guard, [name]: text } })}
              />
            ))}
          </div>{' '}
        </details>
      )}
    </>
  );
}
