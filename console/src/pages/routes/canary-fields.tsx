import { useId } from 'react';
import { Button } from '../../components/button.js';
import { SelectField, TextField } from '../../components/field.js';
import { useMessages } from '../../i18n/language.js';
import { routesMessages } from './messages.js';
import { optionsOf, type RouteFieldsProps } from './route-options.js';

const PRESETS = [1, 5, 10, 25, 50, 100] as const;

/** Which profile is tried out, and on how many: by slider, as a number, or one of the usual shares. */
export function CanaryFields({ draft, allowed, errors, onEdit }: RouteFieldsProps) {
  const m = useMessages(routesMessages);
  const { profile, percent } = draft.canary;
  const others = allowed.filter((name) => name !== draft.profile);
  const setPercent = (text: string) => onEdit({ canary: { profile, percent: text } });
  return (
    <>
      <SelectField
        label={m.canary}
        value={profile}
        error={errors['/canary/profile']}
        options={optionsOf(others, profile, m.noCanary)}
        onChange={(name) => onEdit({ canary: { profile: name, percent } })}
      />
      {profile !== '' && (
        <div className="canary-share">
          <ShareSlider percent={percent} onChange={setPercent} />
          <TextField
            label={m.percent}
            type="number"
            min={0}
            max={100}
            step="any"
            inputMode="decimal"
            value={percent}
            error={errors['/canary/percent']}
            onChange={setPercent}
          />
          <fieldset className="presets">
            <legend className="visually-hidden">{m.presets}</legend>
            {PRESETS.map((preset) => (
              <Button
                key={preset}
                aria-pressed={Number(percent) === preset && percent !== ''}
                onClick={() => setPercent(String(preset))}
              >
                {preset}%
              </Button>
            ))}
          </fieldset>
        </div>
      )}
    </>
  );
}

interface ShareSliderProps {
  readonly percent: string;
  readonly onChange: (percent: string) => void;
}

/** Whole percents: arrow keys go by one, Page Up and Page Down by ten. */
function ShareSlider({ percent, onChange }: ShareSliderProps) {
  const m = useMessages(routesMessages);
  const id = useId();
  const at = Math.min(100, Math.max(0, Number(percent) || 0));
  return (
    <div className="field share-slider">
      <label htmlFor={id}>{m.share}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        step={1}
        value={at}
        aria-valuetext={`${at}%`}
        style={{ backgroundSize: `${at}% 100%` }}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
