import { belongsTo, intentsOf } from '../../api/queries.js';
import type { EvalSummary } from '../../api/replay-types.js';
import type { ProfileList, ProfileSummary } from '../../api/types.js';
import { type Option, SelectField, TextField } from '../../components/field.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { replayMessages } from './messages.js';
import { type FieldName, PERIODS, type ReplayForm } from './replay-form.js';

export type FieldErrors = Partial<Record<FieldName, string>>;

interface FieldsProps {
  readonly form: ReplayForm;
  readonly errors: FieldErrors;
  readonly onChange: (name: FieldName, value: string) => void;
}

/** What a control needs to stand for a field of the form. */
function controlOf({ form, errors, onChange }: FieldsProps, name: FieldName) {
  return {
    name,
    value: form[name],
    error: errors[name],
    onChange: (value: string) => onChange(name, value),
  };
}

interface WhatFieldsProps extends FieldsProps {
  readonly profiles: ProfileList;
  readonly evals: readonly EvalSummary[];
}

export function WhatFields(props: WhatFieldsProps) {
  const m = useMessages(replayMessages);
  const { form, profiles, evals } = props;
  const ofIntent = evals.filter(({ intent }) => intent === form.intent);
  const evalHint = form.intent !== '' && ofIntent.length === 0 ? m.noEvalsHere : m.evalHint;
  return (
    <>
      <SelectField
        label={m.intent}
        options={[{ value: '', text: m.choose }, ...intentsOf(profiles).map(optionOf)]}
        {...controlOf(props, 'intent')}
      />
      <SelectField
        label={m.candidate}
        hint={m.candidateHint}
        options={[{ value: '', text: m.choose }, ...candidatesFor(form.intent, profiles, m)]}
        {...controlOf(props, 'profile')}
      />
      <SelectField
        label={m.eval}
        hint={evalHint}
        options={[{ value: '', text: m.noEval }, ...ofIntent.map(({ name }) => optionOf(name))]}
        {...controlOf(props, 'eval')}
      />
    </>
  );
}

/** The intent's own, because the server refuses others; those that this environment does not allow come last. */
function candidatesFor(
  intent: string,
  { profiles }: ProfileList,
  m: (typeof replayMessages)['en'],
): Option[] {
  return profiles
    .filter((profile) => intent === '' || belongsTo(profile, intent))
    .toSorted((a, b) => Number(b.allowed) - Number(a.allowed) || a.name.localeCompare(b.name))
    .map((profile) => candidateOf(profile, intent, m));
}

function candidateOf(
  { name, allowed, routes }: ProfileSummary,
  intent: string,
  m: (typeof replayMessages)['en'],
): Option {
  const serves = routes.some((route) => route.intent === intent);
  const notes = [...(serves ? [m.routedHere] : []), ...(allowed ? [] : [m.notAllowed])];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return { value: name, text: `${name}${note}`, disabled: !allowed };
}

export function WhichFields(props: FieldsProps & { readonly profiles: ProfileList }) {
  const m = useMessages(replayMessages);
  const common = useMessages(commonMessages);
  return (
    <>
      <SelectField
        label={m.feedback}
        options={[
          { value: '', text: m.anyFeedback },
          { value: 'down', text: m.onlyDown },
          { value: 'up', text: m.onlyUp },
        ]}
        {...controlOf(props, 'feedback')}
      />
      <SelectField
        label={m.outcome}
        options={[
          { value: '', text: m.anyOutcome },
          { value: 'complete', text: common.status.complete },
          { value: 'failed', text: common.status.failed },
        ]}
        {...controlOf(props, 'status')}
      />
      <SelectField
        label={m.servedBy}
        options={[
          { value: '', text: m.anyProfile },
          ...props.profiles.profiles
            .filter((profile) => props.form.intent === '' || belongsTo(profile, props.form.intent))
            .map(({ name }) => optionOf(name)),
        ]}
        {...controlOf(props, 'servedBy')}
      />
      <TextField label={m.user} spellCheck={false} autoComplete="off" {...controlOf(props, 'userId')} />
      <SelectField
        label={m.period}
        options={PERIODS.map((value) => ({ value, text: m.periods[value] }))}
        {...controlOf(props, 'period')}
      />
      {props.form.period === 'custom' && (
        <>
          <TextField label={m.from} type="datetime-local" {...controlOf(props, 'from')} />
          <TextField label={m.to} type="datetime-local" {...controlOf(props, 'to')} />
        </>
      )}
    </>
  );
}

export function HowFields(props: FieldsProps) {
  const m = useMessages(replayMessages);
  return (
    <>
      <TextField label={m.limit} hint={m.limitHint} inputMode="numeric" {...controlOf(props, 'limit')} />
      <TextField
        label={m.concurrency}
        hint={m.concurrencyHint}
        inputMode="numeric"
        {...controlOf(props, 'concurrency')}
      />
    </>
  );
}

function optionOf(name: string): Option {
  return { value: name, text: name };
}
