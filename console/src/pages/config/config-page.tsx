import { useConfigStatus } from '../../api/config-queries.js';
import type { ConfigStatus } from '../../api/config-types.js';
import { Badge } from '../../components/badge.js';
import { Digest } from '../../components/digest.js';
import { Facts } from '../../components/facts.js';
import { Loaded } from '../../components/loaded.js';
import { Panel } from '../../components/panel.js';
import { useTitle } from '../../components/use-title.js';
import { When } from '../../components/when.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { ChangesPanel, IgnoredPanel } from './changes-panels.js';
import './config-page.css';
import { IssueList } from './issue-list.js';
import { configMessages } from './messages.js';
import { RejectedPanel } from './rejected-panel.js';
import { ReloadButton } from './reload-button.js';

const POLL_MS = 5000;

/** Which configuration is in force, and what is wrong with another. */
export function ConfigPage() {
  const common = useMessages(commonMessages);
  const m = useMessages(configMessages);
  useTitle(common.config);
  const query = useConfigStatus(POLL_MS);
  return (
    <div className="stack">
      <div className="page-head">
        <div>
          <h1>{common.config}</h1>
          <p className="muted small">{m.intro}</p>
        </div>
        <ReloadButton />
      </div>
      <Loaded query={query}>{(status) => <Status status={status} />}</Loaded>
    </div>
  );
}

function Status({ status }: { readonly status: ConfigStatus }) {
  const m = useMessages(configMessages);
  const { lastReload, lastRejected, warnings, ignoredChanges, changes } = status;
  const rejected = lastRejected !== null && (
    <RejectedPanel reload={lastRejected} over={lastReload.outcome !== 'rejected'} />
  );
  return (
    <>
      {lastReload.outcome === 'rejected' && rejected}
      {ignoredChanges.length > 0 && <IgnoredPanel ignored={ignoredChanges} />}
      <InForce status={status} />
      <ChangesPanel changes={changes} />
      <Panel title={m.warnings}>
        {warnings.length === 0 ? (
          <p className="muted small">{m.noWarnings}</p>
        ) : (
          <IssueList issues={warnings} />
        )}
      </Panel>
      {lastReload.outcome !== 'rejected' && rejected}
    </>
  );
}

function InForce({ status }: { readonly status: ConfigStatus }) {
  const m = useMessages(configMessages);
  const { environment, configDigest, filesDigest, loadedAt, lastReload } = status;
  const { outcome, trigger, at } = lastReload;
  return (
    <Panel title={m.now}>
      <Facts
        facts={[
          {
            name: m.environment,
            value: <Badge tone={environment === 'prod' ? 'bad' : 'accent'}>{environment}</Badge>,
          },
          {
            name: m.digest,
            value: (
              <span title={m.digestHint}>
                <Digest digest={configDigest} name={m.digest} />
              </span>
            ),
          },
          { name: m.filesDigest, value: <Digest digest={filesDigest} name={m.filesDigest} /> },
          { name: m.loaded, value: <When at={loadedAt} /> },
          {
            name: m.lastReload,
            value: <Badge tone={outcome === 'rejected' ? 'bad' : 'good'}>{m.outcomes[outcome]}</Badge>,
          },
          {
            name: m.reloadedAt,
            value: (
              <>
                <When at={at} /> <span className="muted">{m.triggers[trigger]}</span>
              </>
            ),
          },
        ]}
      />
    </Panel>
  );
}
