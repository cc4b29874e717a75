import { type FormEvent, useState } from 'react';
import { useEvaluation } from '../../api/flag-queries.js';
import type { Flag, FlagEvaluation } from '../../api/flag-types.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Facts } from '../../components/facts.js';
import { TextField } from '../../components/field.js';
import { Panel } from '../../components/panel.js';
import { ProblemNotice } from '../../components/states.js';
import { NOTHING } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { readObject } from './json-text.js';
import { flagsMessages } from './messages.js';
import { useFaultWords } from './use-fault-words.js';
import { useReasonWords } from './use-reason-words.js';

/** What a certain user gets. */
export function FlagTrial({ flag }: { readonly flag: Flag }) {
  const m = useMessages(flagsMessages);
  const faultWords = useFaultWords();
  const [asked, setAsked] = useState({ userId: '', intent: '', appVersion: '', context: '' });
  const evaluation = useEvaluation(flag.key);
  const { fault } = readObject(asked.context);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === undefined) evaluation.mutate(asked);
  };
  const fieldOf = (name: keyof typeof asked) => ({
    label: m[name],
    value: asked[name],
    spellCheck: false,
    autoComplete: 'off',
    onChange: (value: string) => setAsked({ ...asked, [name]: value }),
  });
  return (
    <Panel title={m.try}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="muted small">{m.tryIntro}</p>
        <div className="trial-fields">
          <TextField {...fieldOf('userId')} placeholder="u_123" />
          <TextField {...fieldOf('intent')} placeholder="summarize" />
          <TextField {...fieldOf('appVersion')} placeholder="1.4.0" />
          <TextField
            {...fieldOf('context')}
            hint={m.contextHint}
            error={fault === undefined ? undefined : faultWords(fault)}
          />
        </div>
        <div>
          <Button type="submit" disabled={evaluation.isPending || asked.userId.trim() === ''}>
            {evaluation.isPending ? m.evaluating : m.evaluate}
          </Button>
        </div>
        {evaluation.error !== null && <ProblemNotice error={evaluation.error} title={m.refused} />}
        {evaluation.data !== undefined && <Outcome evaluation={evaluation.data} />}
      </form>
    </Panel>
  );
}

function Outcome({ evaluation: { value, variant, reason } }: { readonly evaluation: FlagEvaluation }) {
  const m = useMessages(flagsMessages);
  const because = useReasonWords();
  return (
    <output className="trial-outcome">
      <Facts
        facts={[
          { name: m.result, value: <code>{JSON.stringify(value)}</code> },
          { name: m.variant, value: variant === null ? NOTHING : <Badge tone="accent">{variant}</Badge> },
          { name: m.reason, value: because(reason) },
        ]}
      />
    </output>
  );
}
