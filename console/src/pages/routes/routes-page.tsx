import { Link } from 'react-router';
import { useRoutes } from '../../api/route-queries.js';
import type { IntentRoute } from '../../api/route-types.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Empty } from '../../components/states.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { LastChange, SourceBadge } from '../changes/change-badges.js';
import { ChangeablesPage } from '../changes/changeables-page.js';
import { changeMessages } from '../changes/messages.js';
import { routesMessages } from './messages.js';
import { GuardBadge, ServedBadge } from './route-badges.js';
import { RouteShares } from './route-shares.js';

/** Every intent, and what serves it. */
export function RoutesPage() {
  const common = useMessages(commonMessages);
  const m = useMessages(routesMessages);
  return (
    <ChangeablesPage title={common.routes} intro={m.intro} query={useRoutes()}>
      {(list) => <RouteTable routes={list.routes} />}
    </ChangeablesPage>
  );
}

function RouteTable({ routes }: { readonly routes: readonly IntentRoute[] }) {
  const common = useMessages(commonMessages);
  const m = useMessages(routesMessages);
  const columns = useColumns();
  if (routes.length === 0) return <Empty title={m.none}>{m.noneHint}</Empty>;
  return (
    <DataTable
      caption={common.routes}
      columns={columns}
      rows={routes}
      keyOf={({ intent }) => intent}
      toneOf={toneOf}
    />
  );
}

function toneOf({ served, ignored, change }: IntentRoute): 'bad' | 'warn' | undefined {
  if (change?.action === 'auto-rollback') return 'bad';
  return !served || ignored !== null ? 'warn' : undefined;
}

function useColumns(): Column<IntentRoute>[] {
  const m = useMessages(routesMessages);
  const changes = useMessages(changeMessages);
  return [
    {
      key: 'intent',
      header: m.intent,
      card: 'title',
      cell: ({ intent }) => <Link to={`/routes/${intent}`}>{intent}</Link>,
    },
    {
      key: 'servedBy',
      header: m.servedBy,
      card: 'wide',
      cell: ({ route }) =>
        route === null ? <span className="muted">{m.noRoute}</span> : <RouteShares route={route} />,
    },
    { key: 'state', header: m.state, cell: ({ served }) => <ServedBadge served={served} /> },
    {
      key: 'source',
      header: changes.source,
      cell: ({ source, ignored }) => <SourceBadge source={source} ignored={ignored} />,
    },
    { key: 'guard', header: m.guard, cell: (view) => <GuardBadge view={view} /> },
    {
      key: 'change',
      header: changes.lastChange,
      cell: ({ change }) => <LastChange change={change} />,
    },
  ];
}
