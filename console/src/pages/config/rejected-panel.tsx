import type { Reload } from '../../api/config-types.js';
import { Panel } from '../../components/panel.js';
import { When } from '../../components/when.js';
import { useMessages } from '../../i18n/language.js';
import { IssueList } from './issue-list.js';
import { configMessages } from './messages.js';

interface RejectedPanelProps {
  readonly reload: Reload;
  /** Whether a later one was accepted. */
  readonly over: boolean;
}

/** What was wrong with files that were refused. */
export function RejectedPanel({ reload, over }: RejectedPanelProps) {
  const m = useMessages(configMessages);
  return (
    <Panel
      title={m.rejected}
      actions={
        <span className="muted small">
          <When at={reload.at} /> {m.triggers[reload.trigger]}
        </span>
      }
    >
      <div className="stack">
        <p className={over ? 'muted small' : 'small'}>{over ? m.rejectedBefore : m.rejectedNow}</p>
        <IssueList issues={reload.errors} />
      </div>
    </Panel>
  );
}
