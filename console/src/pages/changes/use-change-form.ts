import { useState } from 'react';
import { useChange } from '../../api/change-queries.js';
import { useMessages } from '../../i18n/language.js';
import { type FieldErrors, serverErrorsOf } from './field-errors.js';
import { changeMessages } from './messages.js';
import { isReason } from './reason.js';
import { sameValue } from './same-value.js';
import { type Changeable, sameState } from './subject.js';
import { useDraft } from './use-draft.js';

interface ChangeFormOptions<View, Draft, Body> {
  /** As the server has it now. */
  readonly view: View;
  readonly changeableOf: (view: View) => Changeable;
  readonly draftOf: (view: View) => Draft;
  /** What a draft puts in force; undefined while it cannot be read. */
  readonly valueOf: (draft: Draft, view: View) => object | undefined;
  /** What is sent of it, beside the reason and the version; undefined while it cannot be read. */
  readonly bodyOf: (draft: Draft, view: View) => Body | undefined;
  /** What keeps a draft from being sent. */
  readonly faultsOf: (draft: Draft) => FieldErrors;
  /** The pointer of the field that a pointer leads to, or into. */
  readonly fieldOf: (pointer: string) => string | undefined;
}

/** A form that changes something, as far as it is the same whatever is changed. */
export interface ChangeFormState {
  /** What the draft is based on, and what there is now. */
  readonly base: Changeable;
  readonly now: Changeable;
  /** What will be in force; undefined while the draft cannot be read. */
  readonly next: object | undefined;
  readonly touched: boolean;
  /** Whether somebody else was faster. */
  readonly outdated: boolean;
  readonly reason: string;
  readonly errors: FieldErrors;
  readonly isShown: (pointer: string) => boolean;
  readonly pending: boolean;
  readonly error: Error | null;
  /** The version that was made just now. */
  readonly done: number | null;
  readonly giveReason: (reason: string) => void;
  /** Sends it; false: something is wrong with it, and nothing was sent. */
  readonly submit: () => boolean;
  /** Drops the draft, or keeps it on top of what there is now. */
  readonly reload: () => void;
  readonly keep: () => void;
}

/**
 * Sends a draft with a reason, on top of the version that the operator saw. Nothing is sent while something is wrong with
 * it: every fault stands at its field then.
 */
export function useChangeForm<View extends { readonly version: number }, Draft, Body extends object>(
  options: ChangeFormOptions<View, Draft, Body>,
) {
  const { view, changeableOf, draftOf, valueOf, bodyOf, faultsOf, fieldOf } = options;
  const words = useMessages(changeMessages);
  const its = useDraft({
    view,
    draftOf,
    same: (one, other) => sameState(changeableOf(one), changeableOf(other)),
    touched: (draft, of) => isTouched(draft, of, options),
  });
  const { base: seen, draft } = its;
  const base = changeableOf(seen);
  const change = useChange<View, Body & { readonly reason: string; readonly version: number }>(base.subject);
  const [reason, giveReason] = useState('');
  const [tried, setTried] = useState(false);
  const found = { ...faultsOf(draft), ...(!isReason(reason) && { '/reason': words.reasonFault }) };
  const submit = () => {
    setTried(true);
    change.reset();
    const body = bodyOf(draft, seen);
    if (body === undefined || Object.keys(found).length > 0) return false;
    change.mutate({ ...body, reason: reason.trim(), version: base.version }, { onSuccess: beginAnew });
    return true;
  };
  const beginAnew = (changed: View) => {
    setTried(false);
    giveReason('');
    its.reload(changed);
  };
  const go = (on: () => void) => () => {
    change.reset();
    on();
  };
  const field = (pointer: string) => (pointer === '/reason' ? pointer : fieldOf(pointer));
  const form: ChangeFormState = {
    base,
    now: changeableOf(view),
    next: valueOf(draft, seen),
    touched: its.touched,
    outdated: its.outdated,
    reason,
    errors: { ...serverErrorsOf(change.error, field), ...(tried && found) },
    isShown: (pointer) => field(pointer) !== undefined,
    pending: change.isPending,
    error: change.error,
    done: change.isSuccess && !its.touched ? change.data.version : null,
    giveReason,
    submit,
    reload: go(() => its.reload(view)),
    keep: go(its.rebase),
  };
  return { seen, draft, edit: its.edit, form };
}

/** Where nothing is in force, whatever was chosen is something new. */
function isTouched<View, Draft>(
  draft: Draft,
  view: View,
  {
    changeableOf,
    draftOf,
    valueOf,
  }: Pick<ChangeFormOptions<View, Draft, object>, 'changeableOf' | 'draftOf' | 'valueOf'>,
): boolean {
  const { current } = changeableOf(view);
  if (current === null) return !sameValue(draft, draftOf(view));
  const value = valueOf(draft, view);
  return value === undefined || !sameValue(value, current);
}
