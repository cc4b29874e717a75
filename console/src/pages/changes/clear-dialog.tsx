import { useClear } from '../../api/change-queries.js';
import { useMessages } from '../../i18n/language.js';
import { DifferenceList } from './difference-list.js';
import { changeMessages } from './messages.js';
import { ReasonDialog } from './reason-dialog.js';
import { Refusal } from './refusal.js';
import type { Changeable } from './subject.js';

interface ClearDialogProps {
  readonly its: Changeable;
  readonly onClose: () => void;
}

/** Leaves it to the files again. */
export function ClearDialog({ its, onClose }: ClearDialogProps) {
  const m = useMessages(changeMessages);
  const clear = useClear(its.subject);
  return (
    <ReasonDialog
      title={m.clearTitle}
      confirm={m.clear}
      optional
      pending={clear.isPending}
      onClose={onClose}
      onConfirm={(reason) => clear.mutate({ reason, version: its.version }, { onSuccess: onClose })}
    >
      <p className="muted small">{m.clearText}</p>
      <DifferenceList kind={its.subject.kind} before={its.current} after={its.files} />
      {clear.error !== null && <Refusal error={clear.error} />}
    </ReasonDialog>
  );
}
