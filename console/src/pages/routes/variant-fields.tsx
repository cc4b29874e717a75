import { Plus, X } from 'lucide-react';
import { Button } from '../../components/button.js';
import { SelectField, TextField } from '../../components/field.js';
import { useMessages } from '../../i18n/language.js';
import { routesMessages } from './messages.js';
import { canHaveAnother, type VariantDraft } from './route-draft.js';
import { optionsOf, type RouteFieldsProps } from './route-options.js';

/** Several profiles that are tried out at once, each with its share. */
export function VariantFields({ draft, allowed, errors, onEdit }: RouteFieldsProps) {
  const m = useMessages(routesMessages);
  const { variants } = draft;
  const put = (index: number, parts: Partial<VariantDraft>) =>
    onEdit({ variants: variants.map((each, at) => (at === index ? { ...each, ...parts } : each)) });
  const next = allowed.find((name) => name !== draft.profile && !variants.some((v) => v.profile === name));
  return (
    <fieldset className="variants">
      <legend className="visually-hidden">{m.variants}</legend>
      {variants.length === 0 && <p className="muted small">{m.noVariants}</p>}
      {variants.map(({ profile, percent }, index) => (
        // eslint-disable-next-line react/no-array-index-key -- any of them may be without a profile, or have that of another
        <div key={index} className="variant">
          <SelectField
            label={m.variant}
            value={profile}
            error={errors[`/variants/${index}/profile`]}
            options={optionsOf(allowed, profile, m.choose)}
            onChange={(name) => put(index, { profile: name })}
          />
          <TextField
            label={m.percent}
            type="number"
            min={0}
            max={100}
            step="any"
            inputMode="decimal"
            aria-label={m.percentOf(profile)}
            value={percent}
            error={errors[`/variants/${index}/percent`]}
            onChange={(text) => put(index, { percent: text })}
          />
          <Button
            kind="plain"
            aria-label={m.removeVariant(profile)}
            title={m.removeVariant(profile)}
            onClick={() => onEdit({ variants: variants.toSpliced(index, 1) })}
          >
            <X aria-hidden="true" />
          </Button>
        </div>
      ))}
      <Button
        className="add-variant"
        disabled={!canHaveAnother(draft)}
        onClick={() => onEdit({ variants: [...variants, { profile: next ?? '', percent: '0' }] })}
      >
        <Plus aria-hidden="true" />
        {m.addVariant}
      </Button>
    </fieldset>
  );
}
