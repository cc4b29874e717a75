import { Link } from 'react-router';
import type { Change } from '../../api/change-types.js';
import type { IgnoredChange } from '../../api/config-types.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { useMessages } from '../../i18n/language.js';
import { LastChange } from '../changes/change-badges.js';
import { changeMessages } from '../changes/messages.js';
import { configMessages } from './messages.js';

/** What lies over the files. */
export function ChangesPanel({ changes }: { readonly changes: readonly Change[] }) {
  const m = useMessages(configMessages);
  const columns = useChangeColumns();
  return (
    <Panel title={m.changes}>
      {changes.length === 0 ? (
        <p className="muted small">{m.noChanges}</p>
      ) : (
        <DataTable caption={m.changes} columns={columns} rows={changes} keyOf={({ id }) => id} />
      )}
    </Panel>
  );
}

function useChangeColumns(): Column<Change>[] {
  const m = useMessages(configMessages);
  const words = useMessages(changeMessages);
  return [
    { key: 'what', header: m.what, card: 'title', cell: (change) => <SubjectLink change={change} /> },
    { key: 'change', header: m.change, cell: ({ version }) => words.version(version) },
    { key: 'action', header: m.lastAction, cell: ({ action }) => words.actions[action] },
    { key: 'at', header: words.lastChange, cell: (change) => <LastChange change={change} /> },
    { key: 'reason', header: words.reason, card: 'wide', cell: ({ reason }) => reason },
  ];
}

/** What should lie over the files, but does not fit them. */
export function IgnoredPanel({ ignored }: { readonly ignored: readonly IgnoredChange[] }) {
  const m = useMessages(configMessages);
  const columns = useIgnoredColumns();
  return (
    <Panel title={m.ignored}>
      <div className="stack">
        <p className="muted small">{m.ignoredHint}</p>
        <DataTable
          caption={m.ignored}
          columns={columns}
          rows={ignored}
          keyOf={({ change }) => change.id}
          toneOf={() => 'warn'}
        />
      </div>
    </Panel>
  );
}

function useIgnoredColumns(): Column<IgnoredChange>[] {
  const m = useMessages(configMessages);
  const words = useMessages(changeMessages);
  return [
    { key: 'what', header: m.what, card: 'title', cell: ({ change }) => <SubjectLink change={change} /> },
    { key: 'change', header: m.change, cell: ({ change }) => words.version(change.version) },
    { key: 'at', header: words.lastChange, cell: ({ change }) => <LastChange change={change} /> },
    { key: 'why', header: m.why, card: 'wide', cell: ({ why }) => why },
  ];
}

function SubjectLink({ change: { kind, key } }: { readonly change: Change }) {
  const m = useMessages(configMessages);
  return (
    <>
      <span className="muted small">{m.kinds[kind]}</span>{' '}
      <Link to={`/${kind}s/${encodeURIComponent(key)}`}>{key}</Link>
    </>
  );
}
