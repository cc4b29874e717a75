import { FileText, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useHistory } from '../../api/change-queries.js';
import type { Change } from '../../api/change-types.js';
import { Button } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';
import { Panel } from '../../components/panel.js';
import { useMessages } from '../../i18n/language.js';
import { ClearDialog } from './clear-dialog.js';
import { HistoryEntry } from './history-entry.js';
import { changeMessages } from './messages.js';
import { previousVersion } from './rollback.js';
import { RollbackDialog } from './rollback-dialog.js';
import type { Changeable } from './subject.js';

type Asked = { readonly kind: 'rollback' | 'clear' } | { readonly kind: 'restore'; readonly to: number };

/** Who changed it when and why, newest first; and the ways back. */
export function HistoryPanel({ its }: { readonly its: Changeable }) {
  const m = useMessages(changeMessages);
  const [asked, setAsked] = useState<Asked | null>(null);
  const history = useHistory(its.subject, its.version);
  const known = history.data?.pages.flatMap(({ changes }) => changes) ?? [];
  const close = () => setAsked(null);
  return (
    <Panel title={m.history} actions={<WaysBack its={its} onAsk={(kind) => setAsked({ kind })} />}>
      <div className="stack">
        <Loaded query={history}>
          {() => (
            <>
              {known.length === 0 ? (
                <p className="muted small">{m.unchanged}</p>
              ) : (
                <ol className="history">
                  {known.map((change) => (
                    <HistoryEntry
                      key={change.id}
                      change={change}
                      its={its}
                      onRestore={(to) => setAsked({ kind: 'restore', to })}
                    />
                  ))}
                </ol>
              )}
              <Pager
                hasMore={history.hasNextPage}
                loading={history.isFetchingNextPage}
                onMore={() => void history.fetchNextPage()}
              />
            </>
          )}
        </Loaded>
      </div>
      {asked !== null && <AskedDialog asked={asked} its={its} known={known} onClose={close} />}
    </Panel>
  );
}

interface AskedDialogProps {
  readonly asked: Asked;
  readonly its: Changeable;
  readonly known: readonly Change[];
  readonly onClose: () => void;
}

function AskedDialog({ asked, its, known, onClose }: AskedDialogProps) {
  if (asked.kind === 'clear') return <ClearDialog its={its} onClose={onClose} />;
  const to = asked.kind === 'restore' ? asked.to : undefined;
  return <RollbackDialog its={its} known={known} to={to} onClose={onClose} />;
}

interface WaysBackProps {
  readonly its: Changeable;
  readonly onAsk: (kind: 'rollback' | 'clear') => void;
}

function WaysBack({ its: { change }, onAsk }: WaysBackProps) {
  const m = useMessages(changeMessages);
  const changed = change !== null && change.value !== null;
  return (
    <div className="row">
      <Button kind="plain" disabled={!changed} onClick={() => onAsk('clear')}>
        <FileText aria-hidden="true" />
        {m.clear}
      </Button>
      <Button disabled={previousVersion(change) === null} onClick={() => onAsk('rollback')}>
        <Undo2 aria-hidden="true" />
        {m.rollback}
      </Button>
    </div>
  );
}
