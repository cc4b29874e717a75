import type { Route } from '../../api/route-types.js';
import { SelectField } from '../../components/field.js';
import { useMessages } from '../../i18n/language.js';
import { CanaryFields } from './canary-fields.js';
import { GuardFields } from './guard-fields.js';
import { routesMessages } from './messages.js';
import { type RouteDraft, rollsOut } from './route-draft.js';
import { optionsOf, type RouteFieldsProps } from './route-options.js';
import { watchOf } from './shares.js';
import { VariantFields } from './variant-fields.js';

/** The route as a form. */
export function RouteFields({ next, ...props }: RouteFieldsProps & { readonly next: Route }) {
  const m = useMessages(routesMessages);
  const { draft, allowed, errors, onEdit } = props;
  return (
    <>
      <SelectField
        label={m.profile}
        value={draft.profile}
        error={errors['/profile']}
        options={optionsOf(allowed, draft.profile, m.choose)}
        onChange={(profile) => onEdit({ profile })}
      />
      <WayChoice way={draft.way} onChange={(way) => onEdit({ way })} />
      {draft.way === 'canary' ? <CanaryFields {...props} /> : <VariantFields {...props} />}
      {rollsOut(draft) && <GuardFields {...props} unwatchable={watchOf(next) === 'no-baseline'} />}
    </>
  );
}

interface WayChoiceProps {
  readonly way: RouteDraft['way'];
  readonly onChange: (way: RouteDraft['way']) => void;
}

function WayChoice({ way, onChange }: WayChoiceProps) {
  const m = useMessages(routesMessages);
  return (
    <fieldset className="way-choice">
      <legend>{m.way}</legend>
      {(['canary', 'variants'] as const).map((each) => (
        <label key={each}>
          <input type="radio" name="way" checked={way === each} onChange={() => onChange(each)} />
          {m.ways[each]}
        </label>
      ))}
    </fieldset>
  );
}
