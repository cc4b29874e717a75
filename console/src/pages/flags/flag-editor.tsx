import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/change-queries.js';
import { Problem } from '../../api/problem.js';
import type { Flag, FlagRequest } from '../../api/flag-types.js';
import { Button } from '../../components/button.js';
import { CheckField, SelectField, TextAreaField, TextField } from '../../components/field.js';
import { Panel } from '../../components/panel.js';
import { useMessages } from '../../i18n/language.js';
import { ConflictNotice } from '../changes/conflict-notice.js';
import { DifferenceList } from '../changes/difference-list.js';
import { changeMessages } from '../changes/messages.js';
import { isReason, MAX_REASON } from '../changes/reason.js';
import { isConflict, Refusal } from '../changes/refusal.js';
import { useDraft } from '../changes/use-draft.js';
import { useFirstFault } from '../changes/use-first-fault.js';
import {
  changeableOf,
  draftOf,
  type FlagDraft,
  ruleOf,
  ruleOfFlag,
  sameRule,
  targetingFaultOf,
} from './flag-draft.js';
import { jsonText, readObject } from './json-text.js';
import { flagsMessages } from './messages.js';
import { useFaultWords } from './use-fault-words.js';

interface FieldErrors {
  readonly state?: string;
  readonly defaultVariant?: string;
  readonly targeting?: string;
  readonly reason?: string;
}

/** Changes what decides about a flag: what will be different stands below before it is sent. */
export function FlagEditor({ flag }: { readonly flag: Flag }) {
  const m = useMessages(flagsMessages);
  const words = useMessages(changeMessages);
  const its = useDraft({ view: flag, draftOf, same: sameFlag, touched: isTouched });
  const [reason, setReason] = useState('');
  const { change, submit, errors, element } = useSubmit(its.base, its.draft, reason, (changed) => {
    its.reload(changed);
    setReason('');
  });
  const next = ruleOf(its.draft);
  const go = (on: () => void) => () => {
    change.reset();
    on();
  };
  return (
    <Panel title={m.change}>
      <form className="change-form" onSubmit={submit} noValidate ref={element}>
        <RuleFields flag={flag} draft={its.draft} errors={errors} onEdit={its.edit} />
        <section className="change-preview" aria-label={words.preview} aria-live="polite">
          <h3>{words.preview}</h3>
          <DifferenceList
            kind="flag"
            before={ruleOfFlag(its.base)}
            after={next ?? ruleOfFlag(its.base)}
            none={words.nothingChanges}
          />
        </section>
        <TextField
          label={words.reason}
          hint={words.reasonHint}
          value={reason}
          maxLength={MAX_REASON}
          autoComplete="off"
          error={errors.reason}
          onChange={setReason}
        />
        {its.outdated && (
          <ConflictNotice
            seen={ruleOfFlag(its.base)}
            now={changeableOf(flag)}
            onReload={go(() => its.reload(flag))}
            onKeep={go(its.rebase)}
          />
        )}
        {change.error !== null && !(its.outdated && isConflict(change.error)) && (
          <Refusal error={change.error} shown={(pointer) => fieldOf(pointer) !== undefined} />
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

function sameFlag(one: Flag, other: Flag): boolean {
  return one.version === other.version && sameRule(one, other);
}

function isTouched(draft: FlagDraft, flag: Flag): boolean {
  const rule = ruleOf(draft);
  return rule === undefined || !sameRule(rule, flag);
}

interface RuleFieldsProps {
  readonly flag: Flag;
  readonly draft: FlagDraft;
  readonly errors: FieldErrors;
  readonly onEdit: (parts: Partial<FlagDraft>) => void;
}

function RuleFields({ flag, draft, errors, onEdit }: RuleFieldsProps) {
  const m = useMessages(flagsMessages);
  const names = Object.keys(flag.variants);
  const read = readObject(draft.targeting);
  return (
    <>
      <CheckField
        look="switch"
        label={m.enable}
        hint={errors.state ?? m.enableHint}
        checked={draft.enabled}
        onChange={(enabled) => onEdit({ enabled })}
      />
      <SelectField
        label={m.defaultVariant}
        hint={m.defaultVariantHint}
        value={draft.defaultVariant}
        error={errors.defaultVariant}
        options={[{ value: '', text: m.noVariant }, ...names.map((name) => ({ value: name, text: name }))]}
        onChange={(defaultVariant) => onEdit({ defaultVariant })}
      />
      <div className="targeting-field">
        <TextAreaField
          label={m.targeting}
          hint={m.targetingHint}
          className="mono"
          rows={Math.min(18, Math.max(5, draft.targeting.split('\n').length + 1))}
          spellCheck={false}
          autoComplete="off"
          value={draft.targeting}
          error={errors.targeting}
          onChange={(targeting) => onEdit({ targeting })}
        />
        <Button
          kind="plain"
          disabled={read.fault !== undefined || jsonText(read.value) === draft.targeting}
          onClick={() => read.fault === undefined && onEdit({ targeting: jsonText(read.value) })}
        >
          {m.format}
        </Button>
      </div>
    </>
  );
}

/** Sends the draft when nothing is wrong with it; else every fault stands at its field, and the first has the focus. */
function useSubmit(base: Flag, draft: FlagDraft, reason: string, onDone: (view: Flag) => void) {
  const words = useMessages(changeMessages);
  const faultWords = useFaultWords();
  const change = useChange<Flag, FlagRequest>(changeableOf(base).subject);
  const { element, focusFirst } = useFirstFault(change.error);
  const [tried, setTried] = useState(false);
  const rule = ruleOf(draft);
  const fault = targetingFaultOf(draft);
  // What is no JSON is said as it is typed: the preview cannot follow it.
  const found: FieldErrors = {
    ...(fault !== undefined && { targeting: faultWords(fault) }),
    ...(tried && !isReason(reason) && { reason: words.reasonFault }),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    change.reset();
    if (rule === undefined || !isReason(reason)) {
      focusFirst();
      return;
    }
    // All of the rule, as it is shown: what is left out the server takes from what is in force.
    change.mutate(
      { ...rule, reason: reason.trim(), version: base.version },
      {
        onSuccess: (view) => {
          setTried(false);
          onDone(view);
        },
      },
    );
  };
  return { change, submit, element, errors: { ...serverErrorsOf(change.error), ...found } };
}

const FIELDS = ['state', 'defaultVariant', 'targeting', 'reason'] as const;

/** The field that a pointer leads to, or into: of the targeting it may say where. */
function fieldOf(pointer: string): (typeof FIELDS)[number] | undefined {
  return FIELDS.find((field) => pointer === `/${field}` || pointer.startsWith(`/${field}/`));
}

function serverErrorsOf(error: Error | null): FieldErrors {
  if (!(error instanceof Problem)) return {};
  const pairs = error.errors.flatMap(({ pointer, message }) => {
    const field = fieldOf(pointer);
    if (field === undefined) return [];
    return [[field, pointer === `/${field}` ? message : `${pointer}: ${message}`] as const];
  });
  return Object.fromEntries(pairs);
}
