import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.js';
import { ConflictNotice } from './conflict-notice.js';
import { DifferenceList } from './difference-list.js';
import { changeMessages } from './messages.js';
import { ReasonDialog } from './reason-dialog.js';
import { isConflict, Refusal } from './refusal.js';
import { type Changeable, sameState } from './subject.js';

interface ChangeDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly kind?: 'primary' | 'danger';
  readonly optional?: boolean;
  /** What was in force when the dialog opened: the action is based on it, whatever others do meanwhile. */
  readonly seen: Changeable;
  readonly now: Changeable;
  /** What will be in force; undefined while that is not known. */
  readonly after: object | null | undefined;
  readonly sent: { readonly isPending: boolean; readonly isSuccess: boolean; readonly error: Error | null };
  /** What it does. */
  readonly children: ReactNode;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks about one step: what it changes, and why. Whoever was overtaken meanwhile is told so, and can only begin anew. */
export function ChangeDialog({ seen, now, after, sent, children, ...rest }: ChangeDialogProps) {
  const m = useMessages(changeMessages);
  // What was sent has itself made it another.
  const isOutdated = !sent.isPending && !sent.isSuccess && !sameState(seen, now);
  return (
    <ReasonDialog {...rest} pending={sent.isPending} disabled={isOutdated}>
      {children}
      {after !== undefined && <DifferenceList kind={seen.subject.kind} before={seen.current} after={after} />}
      {isOutdated && (
        <ConflictNotice seen={seen.current} now={now}>
          <p>{m.conflictAgain}</p>
        </ConflictNotice>
      )}
      {sent.error !== null && !(isOutdated && isConflict(sent.error)) && <Refusal error={sent.error} />}
    </ReasonDialog>
  );
}
