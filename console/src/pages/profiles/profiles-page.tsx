import { useProfiles } from '../../api/queries.js';
import { Digest } from '../../components/digest.js';
import { Loading, ProblemNotice } from '../../components/states.js';
import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { AgentPanel } from './agent-panel.js';
import { profilesMessages } from './messages.js';
import { ProfileTable } from './profile-table.js';
import './profiles-page.css';
import { RoutesPanel } from './routes-panel.js';

export function ProfilesPage() {
  const common = useMessages(commonMessages);
  const m = useMessages(profilesMessages);
  useTitle(common.profiles);
  const { data, error, refetch } = useProfiles();
  return (
    <div className="stack profiles">
      <div className="page-head">
        <div>
          <h1>{common.profiles}</h1>
          <p className="muted small">{m.intro}</p>
        </div>
        {data !== undefined && (
          <span className="muted small row">
            {m.config} <Digest digest={data.configDigest} name={m.config} />
          </span>
        )}
      </div>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <RoutesPanel profiles={data} />}
      <AgentPanel />
      {data !== undefined && <ProfileTable profiles={data.profiles} />}
    </div>
  );
}
