import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useProfiles } from '../../api/queries.js';
import { useEvals, useStartBatch } from '../../api/replay-queries.js';
import { Problem } from '../../api/problem.js';
import type { ProfileList } from '../../api/types.js';
import { BackLink } from '../../components/back-link.js';
import { Button } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { ProblemNotice } from '../../components/states.js';
import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { replayMessages } from './messages.js';
import { type FieldErrors, HowFields, WhatFields, WhichFields } from './replay-fields.js';
import {
  type FieldName,
  type Faults,
  type ReplayForm,
  faultsOf,
  fieldOf,
  formOf,
  requestOf,
} from './replay-form.js';
import './replays-page.css';

/** Starts a batch. What the address says is filled in already, so that other pages can lead here. */
export function NewReplayPage() {
  const common = useMessages(commonMessages);
  const m = useMessages(replayMessages);
  useTitle(m.formTitle);
  const profiles = useProfiles();
  return (
    <div className="stack new-replay">
      <div>
        <BackLink to="/replays">{common.replays}</BackLink>
        <h1>{m.formTitle}</h1>
      </div>
      <Loaded query={profiles}>{(known) => <NewReplayForm profiles={known} />}</Loaded>
    </div>
  );
}

function NewReplayForm({ profiles }: { readonly profiles: ProfileList }) {
  const m = useMessages(replayMessages);
  const common = useMessages(commonMessages);
  const [search] = useSearchParams();
  const [form, setForm] = useState(() => formOf(search));
  const evals = useEvals();
  const { submit, errors, start, element } = useSubmit(form);
  const fields = {
    form,
    errors,
    onChange: (name: FieldName, value: string) => setForm({ ...form, [name]: value }),
  };
  return (
    <form onSubmit={submit} noValidate className="stack" ref={element}>
      <FieldSet legend={m.what}>
        <WhatFields {...fields} profiles={profiles} evals={evals.data?.items ?? []} />
      </FieldSet>
      <FieldSet legend={m.which}>
        <WhichFields {...fields} profiles={profiles} />
      </FieldSet>
      <FieldSet legend={m.how}>
        <HowFields {...fields} />
      </FieldSet>
      <RefusalNotice error={start.error} />
      <div className="row">
        <Button type="submit" kind="primary" disabled={start.isPending}>
          {start.isPending ? m.starting : m.submit}
        </Button>
        {!start.isPending && (
          <Link to="/replays" className="button button-plain">
            {common.cancel}
          </Link>
        )}
        <output className="muted small">{start.isPending ? m.startsAnyway : m.costs}</output>
      </div>
    </form>
  );
}

function FieldSet({ legend, children }: { readonly legend: string; readonly children: ReactNode }) {
  return (
    <fieldset className="field-set">
      <legend>{legend}</legend>
      <div className="field-grid">{children}</div>
    </fieldset>
  );
}

/** Sends the form when nothing is wrong with it; else every fault stands at its field, and the first has the focus. */
function useSubmit(form: ReplayForm) {
  const m = useMessages(replayMessages);
  const navigate = useNavigate();
  const start = useStartBatch();
  const element = useRef<HTMLFormElement>(null);
  const [faults, setFaults] = useState<Faults>({});
  const focusFirst = () =>
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = faultsOf(form);
    setFaults(found);
    start.reset();
    if (Object.keys(found).length > 0) {
      focusFirst();
      return;
    }
    start.mutate(requestOf(form, Date.now()), {
      onSuccess: ({ id }) => void navigate(`/replays/${id}`),
      onError: focusFirst,
    });
  };
  const errors = { ...serverErrorsOf(start.error), ...wordsOf(faults, m.errors) };
  return { submit, errors, start, element };
}

function wordsOf(faults: Faults, words: Readonly<Record<string, string>>): FieldErrors {
  const pairs = Object.entries(faults).map(([field, fault]) => [field, words[fault]] as const);
  return Object.fromEntries(pairs);
}

function serverErrorsOf(error: Error | null): FieldErrors {
  if (!(error instanceof Problem)) return {};
  const pairs = error.errors.flatMap(({ pointer, message }) => {
    const field = fieldOf(pointer);
    return field === undefined ? [] : [[field, message] as const];
  });
  return Object.fromEntries(pairs);
}

/** What concerns no field; the rest stands at the fields. */
function RefusalNotice({ error }: { readonly error: Error | null }) {
  const m = useMessages(replayMessages);
  if (error === null) return null;
  const shown = error instanceof Problem ? withoutFieldErrors(error) : error;
  return <ProblemNotice error={shown} title={m.refused} />;
}

function withoutFieldErrors({ status, code, message, traceId, errors }: Problem): Problem {
  const rest = errors.filter(({ pointer }) => fieldOf(pointer) === undefined);
  return new Problem(status, code, message, traceId, rest);
}
