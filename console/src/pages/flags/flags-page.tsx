import { Link } from 'react-router';
import { useFlags } from '../../api/flag-queries.js';
import type { Flag } from '../../api/flag-types.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty } from '../../components/states.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { LastChange, SourceBadge } from '../changes/change-badges.js';
import { ChangeablesPage } from '../changes/changeables-page.js';
import { changeMessages } from '../changes/messages.js';
import { ClientBadge, FlagStateBadge, GivenVariant } from './flag-badges.js';
import { FlagEffect } from './flag-effect.js';
import { flagsMessages } from './messages.js';
import './flags.css';

export function FlagsPage() {
  const common = useMessages(commonMessages);
  const m = useMessages(flagsMessages);
  return (
    <ChangeablesPage title={common.flags} intro={m.intro} query={useFlags()}>
      {(list) => <FlagTable flags={list.flags} />}
    </ChangeablesPage>
  );
}

function FlagTable({ flags }: { readonly flags: readonly Flag[] }) {
  const common = useMessages(commonMessages);
  const m = useMessages(flagsMessages);
  const columns = useColumns();
  if (flags.length === 0) return <Empty title={m.none}>{m.noneHint}</Empty>;
  return (
    <DataTable
      caption={common.flags}
      columns={columns}
      rows={flags}
      keyOf={({ key }) => key}
      toneOf={({ ignored }) => (ignored === null ? undefined : 'warn')}
    />
  );
}

function useColumns(): Column<Flag>[] {
  const m = useMessages(flagsMessages);
  const changes = useMessages(changeMessages);
  return [
    {
      key: 'flag',
      header: m.flag,
      card: 'title',
      cell: ({ key, description }) => (
        <div className="flag-name">
          <Link to={`/flags/${encodeURIComponent(key)}`}>{key}</Link>
          {description !== null && <div className="muted small">{description}</div>}
        </div>
      ),
    },
    { key: 'state', header: m.state, cell: ({ state }) => <FlagStateBadge state={state} /> },
    {
      key: 'default',
      header: m.gives,
      cell: (flag) => <GivenVariant flag={flag} />,
    },
    { key: 'effect', header: m.effect, cell: ({ effect }) => <FlagEffect effect={effect} /> },
    { key: 'client', header: m.client, cell: ({ client }) => <ClientBadge client={client} /> },
    {
      key: 'source',
      header: changes.source,
      cell: ({ source, ignored }) => <SourceBadge source={source} ignored={ignored} />,
    },
    {
      key: 'change',
      header: changes.lastChange,
      cell: ({ change }) => <LastChange change={change} />,
    },
  ];
}
