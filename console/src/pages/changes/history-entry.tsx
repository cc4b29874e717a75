import { Bot, FileText, PenLine, Undo2 } from 'lucide-react';
import type { Change, ChangeAction } from '../../api/change-types.js';
import { Badge, type Tone } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { When } from '../../components/when.js';
import { useMessages } from '../../i18n/language.js';
import { DifferenceList } from './difference-list.js';
import { Evidence } from './evidence.js';
import { changeMessages } from './messages.js';
import type { Changeable } from './subject.js';

const LOOKS: Readonly<Record<ChangeAction, { readonly Icon: typeof Bot; readonly tone: Tone }>> = {
  set: { Icon: PenLine, tone: 'accent' },
  rollback: { Icon: Undo2, tone: 'neutral' },
  'auto-rollback': { Icon: Bot, tone: 'bad' },
  clear: { Icon: FileText, tone: 'neutral' },
};

interface HistoryEntryProps {
  readonly change: Change;
  readonly its: Changeable;
  readonly onRestore: (version: number) => void;
}

/** One change: who, when, what, why, and on which evidence. */
export function HistoryEntry({ change, its, onRestore }: HistoryEntryProps) {
  const m = useMessages(changeMessages);
  const { Icon } = LOOKS[change.action];
  return (
    <li className="history-entry" data-action={change.action}>
      <span className="history-icon">
        <Icon aria-hidden="true" />
      </span>
      <div className="history-body">
        <div className="history-head">
          <h3>{m.version(change.version)}</h3>
          <ActionBadge change={change} />
          {change.version === its.version && (
            <Badge tone={its.ignored === null ? 'good' : 'warn'} title={its.ignored ?? undefined}>
              {its.ignored === null ? m.inForce : m.ignored}
            </Badge>
          )}
          <span className="muted small">
            <When at={change.at} /> · {change.by ?? m.nobody}
          </span>
          {change.version !== its.version && (
            <Button
              kind="plain"
              className="history-restore"
              aria-label={m.restoreLabel(change.version)}
              onClick={() => onRestore(change.version)}
            >
              {m.restore}
            </Button>
          )}
        </div>
        <p className="history-reason">{change.reason}</p>
        <DifferenceList kind={change.kind} before={change.before} after={change.after} />
        {change.evidence !== null && <Evidence evidence={change.evidence} />}
      </div>
    </li>
  );
}

function ActionBadge({ change: { action, restores } }: { readonly change: Change }) {
  const m = useMessages(changeMessages);
  return (
    <>
      <Badge tone={LOOKS[action].tone}>{m.actions[action]}</Badge>
      {restores !== null && <span className="small">{m.restored(restores)}</span>}
    </>
  );
}
