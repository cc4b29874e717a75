import { Layers, ScrollText } from 'lucide-react';
import { Link } from 'react-router';
import type { ProfileSummary } from '../../api/types.js';
import { Badge } from '../../components/badge.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Digest } from '../../components/digest.js';
import { Panel } from '../../components/panel.js';
import { NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { profilesMessages } from './messages.js';
import { profileAnchor } from './profile-anchor.js';
import { byUse } from './routes.js';

/** Every profile of the configuration; those that serve somebody come first. */
export function ProfileTable({ profiles }: { readonly profiles: readonly ProfileSummary[] }) {
  const m = useMessages(profilesMessages);
  const columns = useColumns();
  return (
    <Panel title={m.all}>
      <DataTable caption={m.all} columns={columns} rows={byUse(profiles)} keyOf={({ name }) => name} />
    </Panel>
  );
}

function useColumns(): Column<ProfileSummary>[] {
  const m = useMessages(profilesMessages);
  const format = useFormat();
  return [
    { key: 'name', header: m.profile, card: 'title', cell: (profile) => <Name profile={profile} /> },
    { key: 'serves', header: m.serves, card: 'wide', cell: (profile) => <Serves profile={profile} /> },
    { key: 'model', header: m.model, cell: ({ model }) => <code>{model}</code> },
    {
      key: 'limits',
      header: m.limits,
      cell: ({ maxTokens, deadlineMs }) => (
        <span className="numeric nowrap">
          {m.tokens(format.count(maxTokens))} · {format.ms(deadlineMs)}
        </span>
      ),
    },
    { key: 'tools', header: m.tools, cell: ({ tools }) => <Tools tools={tools} /> },
    {
      key: 'fallback',
      header: m.fallback,
      cell: ({ fallback }) =>
        fallback === null ? (
          <span className="muted">{NOTHING}</span>
        ) : (
          <a href={`#${profileAnchor(fallback)}`}>{fallback}</a>
        ),
    },
    { key: 'digest', header: m.digest, cell: ({ digest, name }) => <Digest digest={digest} name={name} /> },
    { key: 'actions', header: '', card: 'wide', cell: (profile) => <Actions profile={profile} /> },
  ];
}

function Name({ profile: { name, allowed } }: { readonly profile: ProfileSummary }) {
  const m = useMessages(profilesMessages);
  return (
    <span id={profileAnchor(name)} className="row profile-name">
      <strong>{name}</strong>
      <Badge tone={allowed ? 'good' : 'neutral'} title={allowed ? undefined : m.notAllowedHint}>
        {allowed ? m.allowed : m.notAllowed}
      </Badge>
    </span>
  );
}

function Serves({ profile: { routes } }: { readonly profile: ProfileSummary }) {
  const m = useMessages(profilesMessages);
  const format = useFormat();
  if (routes.length === 0) return <span className="muted">{m.servesNothing}</span>;
  return (
    <span className="row">
      {routes.map(({ intent, percent }) => (
        <span key={intent} className="nowrap">
          {intent} <span className="numeric muted">{format.percent(percent / 100)}</span>
        </span>
      ))}
    </span>
  );
}

function Tools({ tools }: { readonly tools: readonly string[] }) {
  if (tools.length === 0) return <span className="muted">{NOTHING}</span>;
  return (
    <span className="row">
      {tools.map((tool) => (
        <code key={tool}>{tool}</code>
      ))}
    </span>
  );
}

function Actions({ profile: { name, allowed, routes } }: { readonly profile: ProfileSummary }) {
  const m = useMessages(profilesMessages);
  const search = new URLSearchParams({
    profile: name,
    ...(routes[0] !== undefined && { intent: routes[0].intent }),
  });
  return (
    <span className="row profile-actions">
      <Link
        className="button button-plain"
        to={`/traces?${new URLSearchParams({ profile: name }).toString()}`}
        aria-label={m.tracesOf(name)}
      >
        <ScrollText aria-hidden="true" />
        {m.traces}
      </Link>
      {allowed && (
        <Link
          className="button button-plain"
          to={`/replays/new?${search.toString()}`}
          aria-label={m.replayWith(name)}
        >
          <Layers aria-hidden="true" />
          {m.replay}
        </Link>
      )}
    </span>
  );
}
