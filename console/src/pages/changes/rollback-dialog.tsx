import { useState } from 'react';
import { useRollback } from '../../api/change-queries.js';
import type { Change } from '../../api/change-types.js';
import { useMessages } from '../../i18n/language.js';
import { ChangeDialog } from './change-dialog.js';
import { changeMessages } from './messages.js';
import { Notice } from './refusal.js';
import { previousVersion, undoesTheServer, valueOfVersion } from './rollback.js';
import type { Changeable } from './subject.js';

interface RollbackDialogProps {
  readonly its: Changeable;
  /** Versions that have been loaded. */
  readonly known: readonly Change[];
  /** The version to restore; undefined: the one before. */
  readonly to: number | undefined;
  readonly onClose: () => void;
}

/** Puts back what was in force before, or with a certain version. */
export function RollbackDialog({ its, known, to, onClose }: RollbackDialogProps) {
  const m = useMessages(changeMessages);
  const [seen] = useState(its);
  const rollback = useRollback(seen.subject);
  const version = to ?? previousVersion(seen.change);
  const then = version === null ? undefined : valueOfVersion(version, seen.files, known);
  const isBold = undoesTheServer(seen.change, version);
  return (
    <ChangeDialog
      title={to === undefined ? m.rollbackTitle : m.restoreTitle(to)}
      confirm={to === undefined ? m.rollback : m.restore}
      kind={isBold ? 'danger' : 'primary'}
      optional
      seen={seen}
      now={its}
      after={then?.value}
      sent={rollback}
      onClose={onClose}
      onConfirm={(reason) =>
        rollback.mutate(
          { version: seen.version, ...(to !== undefined && { to }), ...(reason !== '' && { reason }) },
          { onSuccess: onClose },
        )
      }
    >
      {isBold && seen.change !== null && (
        <Notice title={m.undoesTheServer}>
          <p>“{seen.change.reason}”</p>
          <p>{m.undoesTheServerText}</p>
        </Notice>
      )}
      <p className="muted small">{to === undefined ? m.rollbackText : m.restoreText}</p>
    </ChangeDialog>
  );
}
