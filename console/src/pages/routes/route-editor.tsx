import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/change-queries.js';
import { Problem } from '../../api/problem.js';
import { useEvals } from '../../api/replay-queries.js';
import type { IntentRoute, RouteRequest } from '../../api/route-types.js';
import { Button } from '../../components/button.js';
import { CheckField, SelectField, TextField } from '../../components/field.js';
import { Panel } from '../../components/panel.js';
import { useMessages } from '../../i18n/language.js';
import { ConflictNotice } from '../changes/conflict-notice.js';
import { DifferenceList } from '../changes/difference-list.js';
import { changeMessages } from '../changes/messages.js';
import { isReason, MAX_REASON } from '../changes/reason.js';
import { isConflict, Refusal } from '../changes/refusal.js';
import { useDraft } from '../changes/use-draft.js';
import { useFirstFault } from '../changes/use-first-fault.js';
import { routesMessages } from './messages.js';
import {
  changeableOf,
  draftOf,
  faultsOf,
  onTrial,
  type RouteDraft,
  routeOf,
  sameRoute,
} from './route-draft.js';
import { RouteFields } from './route-fields.js';
import type { FieldErrors } from './route-options.js';
import { RouteShares } from './route-shares.js';

/** What it is asked for beside the route itself. */
interface Terms {
  readonly reason: string;
  readonly requires: boolean;
  /** Empty: any. */
  readonly eval: string;
}

const NO_TERMS: Terms = { reason: '', requires: false, eval: '' };

/** Changes who serves an intent: what will be different stands below before it is sent. */
export function RouteEditor({ view }: { readonly view: IntentRoute }) {
  const m = useMessages(routesMessages);
  const words = useMessages(changeMessages);
  const its = useDraft({ view, draftOf, same: sameView, touched: isTouched });
  const [terms, setTerms] = useState(NO_TERMS);
  const { change, submit, errors, element } = useSubmit(its.base, its.draft, terms, (changed) => {
    its.reload(changed);
    setTerms(NO_TERMS);
  });
  const next = routeOf(its.draft, its.base.route);
  const candidates = { intent: view.intent, profiles: onTrial(its.base.route, next) };
  const reload = () => {
    change.reset();
    its.reload(view);
  };
  return (
    <Panel title={m.change}>
      <form className="change-form" onSubmit={submit} noValidate ref={element}>
        <RouteFields draft={its.draft} allowed={view.allowed} errors={errors} onEdit={its.edit} />
        <Preview base={its.base} next={next} />
        <TermsFields intent={view.intent} terms={terms} errors={errors} onChange={setTerms} />
        {its.outdated && (
          <ConflictNotice
            seen={its.base.route}
            now={changeableOf(view)}
            onReload={reload}
            onKeep={() => {
              change.reset();
              its.rebase();
            }}
          />
        )}
        {change.error !== null && !(its.outdated && isConflict(change.error)) && (
          <Refusal error={change.error} candidates={candidates} shown={(pointer) => pointer in errors} />
        )}
        <div className="row">
          <Button type="submit" kind="primary" disabled={!its.touched || its.outdated || change.isPending}>
            {change.isPending ? words.working : m.submit}
          </Button>
          {change.isSuccess && !its.touched && (
            <output className="small good-text">{words.done(change.data.version)}</output>
          )}
        </div>
      </form>
    </Panel>
  );
}

function sameView(one: IntentRoute, other: IntentRoute): boolean {
  return one.version === other.version && sameRoute(one.route, other.route);
}

function isTouched(draft: RouteDraft, { route, ...rest }: IntentRoute): boolean {
  if (route === null) return JSON.stringify(draft) !== JSON.stringify(draftOf({ route, ...rest }));
  return !sameRoute(routeOf(draft, route), route);
}

interface PreviewProps {
  readonly base: IntentRoute;
  readonly next: ReturnType<typeof routeOf>;
}

function Preview({ base, next }: PreviewProps) {
  const words = useMessages(changeMessages);
  const changed = !sameRoute(base.route, next);
  return (
    <section className="change-preview" aria-label={words.preview} aria-live="polite">
      <h3>{words.preview}</h3>
      {changed && <RouteShares route={next} />}
      <DifferenceList kind="route" before={base.route} after={next} none={words.nothingChanges} />
    </section>
  );
}

interface TermsFieldsProps {
  readonly intent: string;
  readonly terms: Terms;
  readonly errors: FieldErrors;
  readonly onChange: (terms: Terms) => void;
}

function TermsFields({ intent, terms, errors, onChange }: TermsFieldsProps) {
  const m = useMessages(routesMessages);
  const words = useMessages(changeMessages);
  const evals = useEvals().data?.items.filter((each) => each.intent === intent) ?? [];
  return (
    <>
      <CheckField
        label={m.requires}
        hint={m.requiresHint}
        checked={terms.requires}
        onChange={(requires) => onChange({ ...terms, requires })}
      />
      {terms.requires && evals.length > 0 && (
        <SelectField
          label={m.eval}
          value={terms.eval}
          error={errors['/requires/eval']}
          options={[
            { value: '', text: m.anyEval },
            ...evals.map(({ name }) => ({ value: name, text: name })),
          ]}
          onChange={(name) => onChange({ ...terms, eval: name })}
        />
      )}
      <TextField
        label={words.reason}
        hint={words.reasonHint}
        value={terms.reason}
        maxLength={MAX_REASON}
        autoComplete="off"
        error={errors['/reason']}
        onChange={(reason) => onChange({ ...terms, reason })}
      />
    </>
  );
}

/** Sends the draft when nothing is wrong with it; else every fault stands at its field, and the first has the focus. */
function useSubmit(base: IntentRoute, draft: RouteDraft, terms: Terms, onDone: (view: IntentRoute) => void) {
  const m = useMessages(routesMessages);
  const words = useMessages(changeMessages);
  const change = useChange<IntentRoute, RouteRequest>(changeableOf(base).subject);
  const { element, focusFirst } = useFirstFault(change.error);
  const [tried, setTried] = useState(false);
  const faults = faultsOf(draft);
  const found: FieldErrors = {
    ...Object.fromEntries(Object.entries(faults).map(([pointer, fault]) => [pointer, m.faults[fault]])),
    ...(!isReason(terms.reason) && { '/reason': words.reasonFault }),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    change.reset();
    if (Object.keys(found).length > 0) {
      focusFirst();
      return;
    }
    change.mutate(requestOf(base, draft, terms), {
      onSuccess: (view) => {
        setTried(false);
        onDone(view);
      },
    });
  };
  return { change, submit, element, errors: { ...serverErrorsOf(change.error), ...(tried && found) } };
}

function requestOf(base: IntentRoute, draft: RouteDraft, terms: Terms): RouteRequest {
  const itsEval = terms.eval === '' ? {} : { eval: terms.eval };
  return {
    ...routeOf(draft, base.route),
    reason: terms.reason.trim(),
    version: base.version,
    ...(terms.requires && { requires: { batch: true, ...itsEval } }),
  };
}

/** By pointer: of the fields that there are. */
function serverErrorsOf(error: Error | null): FieldErrors {
  if (!(error instanceof Problem)) return {};
  const ofFields = error.errors.filter(({ pointer }) => FIELDS.test(pointer));
  return Object.fromEntries(ofFields.map(({ pointer, message }) => [pointer, message]));
}

const FIELDS =
  /^\/(?:profile|reason|requires\/eval|canary\/(?:profile|percent)|variants\/\d+\/(?:profile|percent))$/;
