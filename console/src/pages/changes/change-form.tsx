import type { FormEvent, ReactNode } from 'react';
import { Button } from '../../components/button.js';
import { TextField } from '../../components/field.js';
import { Panel } from '../../components/panel.js';
import { useMessages } from '../../i18n/language.js';
import './changes.css';
import { ConflictNotice } from './conflict-notice.js';
import { DifferenceList } from './difference-list.js';
import { changeMessages } from './messages.js';
import { MAX_REASON } from './reason.js';
import { isConflict, Refusal, type RefusalProps } from './refusal.js';
import type { ChangeFormState } from './use-change-form.js';
import { useFirstFault } from './use-first-fault.js';

interface ChangeFormProps {
  readonly form: ChangeFormState;
  readonly title: string;
  readonly confirm: string;
  /** The fields. */
  readonly children: ReactNode;
  /** What is shown of the change beside what differs. */
  readonly preview?: ReactNode;
  /** What it is asked for beside the change itself. */
  readonly terms?: ReactNode;
  readonly candidates?: RefusalProps['candidates'];
}

/** Changes a route or a flag: what will be different stands below the fields before it is sent, and what came of it. */
export function ChangeForm({ form, title, confirm, children, preview, terms, candidates }: ChangeFormProps) {
  const m = useMessages(changeMessages);
  const { touched, outdated, pending } = form;
  const { element, focusFirst } = useFirstFault(form.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!form.submit()) focusFirst();
  };
  return (
    <Panel title={title}>
      <form className="change-form" onSubmit={submit} noValidate ref={element}>
        {children}
        <Preview form={form}>{preview}</Preview>
        {terms}
        <TextField
          label={m.reason}
          hint={m.reasonHint}
          value={form.reason}
          maxLength={MAX_REASON}
          autoComplete="off"
          error={form.errors['/reason']}
          onChange={form.giveReason}
        />
        <WhatCameOfIt form={form} candidates={candidates} />
        <div className="row">
          <Button type="submit" kind="primary" disabled={!touched || outdated || pending}>
            {pending ? m.working : confirm}
          </Button>
          {form.done !== null && <output className="small good-text">{m.done(form.done)}</output>}
        </div>
      </form>
    </Panel>
  );
}

interface PreviewProps {
  readonly form: ChangeFormState;
  readonly children: ReactNode;
}

function Preview({ form: { base, next, touched }, children }: PreviewProps) {
  const m = useMessages(changeMessages);
  return (
    <section className="change-preview" aria-label={m.preview} aria-live="polite">
      <h3>{m.preview}</h3>
      {touched && children}
      <DifferenceList
        kind={base.subject.kind}
        before={base.current}
        after={next ?? base.current}
        none={m.nothingChanges}
      />
    </section>
  );
}

function WhatCameOfIt({ form, candidates }: Pick<ChangeFormProps, 'form' | 'candidates'>) {
  const m = useMessages(changeMessages);
  const { base, now, outdated, error } = form;
  return (
    <>
      {outdated && (
        <ConflictNotice seen={base.current} now={now}>
          <div className="row">
            <Button onClick={form.reload}>{m.reload}</Button>
            <Button kind="plain" onClick={form.keep}>
              {m.keep}
            </Button>
          </div>
        </ConflictNotice>
      )}
      {error !== null && !(outdated && isConflict(error)) && (
        <Refusal error={error} candidates={candidates} shown={form.isShown} />
      )}
    </>
  );
}
