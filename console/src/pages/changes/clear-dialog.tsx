import { useState } from 'react';
import { useClear } from '../../api/change-queries.js';
import { useMessages } from '../../i18n/language.js';
import { ChangeDialog } from './change-dialog.js';
import { changeMessages } from './messages.js';
import type { Changeable } from './subject.js';

interface ClearDialogProps {
  readonly its: Changeable;
  readonly onClose: () => void;
}

/** Leaves it to the files again. */
export function ClearDialog({ its, onClose }: ClearDialogProps) {
  const m = useMessages(changeMessages);
  const [seen] = useState(its);
  const clear = useClear(seen.subject);
  return (
    <ChangeDialog
      title={m.clearTitle}
      confirm={m.clear}
      optional
      seen={seen}
      now={its}
      after={seen.files}
      sent={clear}
      onClose={onClose}
      onConfirm={(reason) => clear.mutate({ reason, version: seen.version }, { onSuccess: onClose })}
    >
      <p className="muted small">{m.clearText}</p>
    </ChangeDialog>
  );
}
