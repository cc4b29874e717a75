import { useRollback } from '../../api/change-queries.js';
import type { Change } from '../../api/change-types.js';
import { useMessages } from '../../i18n/language.js';
import { DifferenceList } from './difference-list.js';
import { changeMessages } from './messages.js';
import { ReasonDialog } from './reason-dialog.js';
import { Refusal } from './refusal.js';
import { previousVersion, valueOfVersion } from './rollback.js';
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
  const rollback = useRollback(its.subject);
  const version = to ?? previousVersion(its.change);
  const then = version === null ? undefined : valueOfVersion(version, its.files, known);
  return (
    <ReasonDialog
      title={to === undefined ? m.rollbackTitle : m.restoreTitle(to)}
      confirm={to === undefined ? m.rollback : m.restore}
      optional
      pending={rollback.isPending}
      onClose={onClose}
      onConfirm={(reason) =>
        rollback.mutate(
          { version: its.version, ...(to !== undefined && { to }), ...(reason !== '' && { reason }) },
          { onSuccess: onClose },
        )
      }
    >
      <p className="muted small">{to === undefined ? m.rollbackText : m.restoreText}</p>
      {then !== undefined && (
        <DifferenceList kind={its.subject.kind} before={its.current} after={then.value} />
      )}
      {rollback.error !== null && <Refusal error={rollback.error} />}
    </ReasonDialog>
  );
}
