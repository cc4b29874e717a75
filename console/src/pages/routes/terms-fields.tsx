import { useEvals } from '../../api/replay-queries.js';
import { CheckField, SelectField } from '../../components/field.js';
import { useMessages } from '../../i18n/language.js';
import { routesMessages } from './messages.js';
import type { RouteFieldsProps } from './route-options.js';

interface TermsFieldsProps extends Omit<RouteFieldsProps, 'allowed'> {
  readonly intent: string;
}

/** What must have been proven before a route is changed. */
export function TermsFields({ intent, draft, errors, onEdit }: TermsFieldsProps) {
  const m = useMessages(routesMessages);
  const evals = useEvals().data?.items.filter((each) => each.intent === intent) ?? [];
  return (
    <>
      <CheckField
        label={m.requires}
        hint={m.requiresHint}
        checked={draft.requires}
        onChange={(requires) => onEdit({ requires })}
      />
      {draft.requires && evals.length > 0 && (
        <SelectField
          label={m.eval}
          value={draft.eval}
          error={errors['/requires/eval']}
          options={[
            { value: '', text: m.anyEval },
            ...evals.map(({ name }) => ({ value: name, text: name })),
          ]}
          onChange={(name) => onEdit({ eval: name })}
        />
      )}
    </>
  );
}
