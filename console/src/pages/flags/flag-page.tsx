import { useParams } from 'react-router';
import { useFlag } from '../../api/flag-queries.js';
import type { Flag } from '../../api/flag-types.js';
import { BackLink } from '../../components/back-link.js';
import { Facts } from '../../components/facts.js';
import { Panel } from '../../components/panel.js';
import { Loading, ProblemNotice } from '../../components/states.js';
import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { SourceBadge } from '../changes/change-badges.js';
import { HistoryPanel } from '../changes/history-panel.js';
import { IgnoredNotice } from '../changes/ignored-notice.js';
import { ClientBadge, FlagStateBadge, GivenVariant } from './flag-badges.js';
import { changeableOf } from './flag-draft.js';
import { FlagEditor } from './flag-editor.js';
import { FlagEffect } from './flag-effect.js';
import { FlagTrial } from './flag-trial.js';
import { flagsMessages } from './messages.js';
import './flags.css';

/** One flag: what it does, changing it, trying it for a user, and what was changed before. */
export function FlagPage() {
  const { key = '' } = useParams();
  const { data, error, refetch } = useFlag(key);
  useTitle(key);
  if (data === undefined) {
    return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className="stack">
      <FlagHead flag={data} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data.ignored !== null && <IgnoredNotice why={data.ignored} />}
      <div className="flag-panels">
        {/* Another flag has another draft. */}
        <FlagEditor key={key} flag={data} />
        <div className="stack">
          <About flag={data} />
          <FlagTrial key={`trial of ${key}`} flag={data} />
        </div>
      </div>
      <HistoryPanel its={changeableOf(data)} />
    </div>
  );
}

function FlagHead({ flag }: { readonly flag: Flag }) {
  const m = useMessages(flagsMessages);
  const common = useMessages(commonMessages);
  return (
    <div className="page-head">
      <div>
        <BackLink to="/flags">{common.flags}</BackLink>
        <div className="row">
          <h1>{flag.key}</h1>
          <FlagStateBadge state={flag.state} />
          <span className="muted small">{m.gives}</span>
          <GivenVariant flag={flag} />
          <SourceBadge source={flag.source} ignored={flag.ignored} />
        </div>
        {flag.description !== null && <p className="muted small">{flag.description}</p>}
      </div>
    </div>
  );
}

function About({ flag }: { readonly flag: Flag }) {
  const m = useMessages(flagsMessages);
  return (
    <Panel title={m.about}>
      <div className="stack">
        <Facts
          facts={[
            { name: m.type, value: m.types[flag.type] },
            { name: m.client, value: <ClientBadge client={flag.client} /> },
            { name: m.effect, value: <FlagEffect effect={flag.effect} /> },
          ]}
        />
        <section aria-label={m.variants}>
          <h3>{m.variants}</h3>
          <dl className="flag-variants">
            {Object.entries(flag.variants).map(([name, value]) => (
              <div key={name} data-default={name === flag.defaultVariant}>
                <dt>{name}</dt>
                <dd>
                  <code>{JSON.stringify(value)}</code>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Panel>
  );
}
