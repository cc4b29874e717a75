import { useAgent } from '../../api/agent-query.js';
import type { Agent, Gateway, GatewayState } from '../../api/agent-types.js';
import { Badge, type Tone } from '../../components/badge.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Loaded } from '../../components/loaded.js';
import { Panel } from '../../components/panel.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { profilesMessages } from './messages.js';

const TONES: Readonly<Record<GatewayState, Tone>> = {
  ready: 'good',
  draining: 'warn',
  unreachable: 'bad',
  refused: 'bad',
  unknown: 'neutral',
};

/** Who answers at this moment. */
export function AgentPanel() {
  const m = useMessages(profilesMessages);
  const query = useAgent();
  const { data } = query;
  return (
    <Panel title={m.agent} actions={data !== undefined && <AgentFacts agent={data} />}>
      <div className="stack">
        <Loaded query={query}>{({ gateways }) => <Gateways gateways={gateways} />}</Loaded>
      </div>
    </Panel>
  );
}

function AgentFacts({ agent }: { readonly agent: Agent }) {
  const m = useMessages(profilesMessages);
  const format = useFormat();
  return (
    <span className="row small">
      <Badge tone={agent.agent === 'local' ? 'warn' : 'accent'}>{m.agents[agent.agent]}</Badge>
      <span className="muted">
        {m.waiting} <strong className="numeric">{format.count(agent.waiting)}</strong>
      </span>
    </span>
  );
}

function Gateways({ gateways }: { readonly gateways: readonly Gateway[] }) {
  const m = useMessages(profilesMessages);
  const columns = useColumns();
  if (gateways.length === 0) return <p className="muted small">{m.localHint}</p>;
  return (
    <DataTable
      caption={m.gateways}
      columns={columns}
      rows={gateways}
      keyOf={({ name }) => name}
      toneOf={toneOf}
    />
  );
}

function toneOf({ state, broken }: Gateway): 'bad' | 'warn' | undefined {
  if (TONES[state] === 'bad') return 'bad';
  return broken.length > 0 || state === 'draining' ? 'warn' : undefined;
}

function useColumns(): Column<Gateway>[] {
  const m = useMessages(profilesMessages);
  const format = useFormat();
  return [
    { key: 'name', header: m.gateway, card: 'title', cell: ({ name }) => name },
    {
      key: 'state',
      header: m.state,
      cell: ({ state }) => <Badge tone={TONES[state]}>{m.states[state]}</Badge>,
    },
    { key: 'running', header: m.running, numeric: true, cell: ({ running }) => format.count(running) },
    { key: 'ways', header: m.ways, card: 'wide', cell: ({ ways }) => <Names names={ways} none="" /> },
    {
      key: 'plugin',
      header: m.plugin,
      cell: ({ plugin }) =>
        plugin === undefined ? (
          <span className="muted">{m.noPlugin}</span>
        ) : (
          <span className="nowrap">
            {plugin.version} <span className="muted">· OpenClaw {plugin.openclaw}</span>
          </span>
        ),
    },
    { key: 'broken', header: m.broken, cell: ({ broken }) => <Names names={broken} none={m.noneBroken} /> },
  ];
}

function Names({ names, none }: { readonly names: readonly string[]; readonly none: string }) {
  if (names.length === 0) return <span className="muted">{none}</span>;
  return (
    <span className="row">
      {names.map((name) => (
        <code key={name}>{name}</code>
      ))}
    </span>
  );
}
