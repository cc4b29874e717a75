import { Layers, ScrollText } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { useIntentRoute } from '../../api/route-queries.js';
import type { IntentRoute } from '../../api/route-types.js';
import { BackLink } from '../../components/back-link.js';
import { Loading, ProblemNotice } from '../../components/states.js';
import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { SourceBadge } from '../changes/change-badges.js';
import { HistoryPanel } from '../changes/history-panel.js';
import { IgnoredNotice } from '../changes/ignored-notice.js';
import { ComparisonPanel } from './comparison-panel.js';
import { CurrentRoute } from './current-route.js';
import { routesMessages } from './messages.js';
import { GuardBadge, ServedBadge } from './route-badges.js';
import { changeableOf } from './route-draft.js';
import { RouteEditor } from './route-editor.js';
import './routes.css';

/** One intent: who serves it, changing that, how what is tried out does, and what was changed before. */
export function RoutePage() {
  const { intent = '' } = useParams();
  const { data, error, refetch } = useIntentRoute(intent);
  useTitle(intent);
  if (data === undefined) {
    return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className="stack">
      <RouteHead view={data} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data.ignored !== null && <IgnoredNotice why={data.ignored} />}
      <CurrentRoute view={data} />
      <div className="route-panels">
        {/* Another intent has another draft. */}
        <RouteEditor key={intent} view={data} />
        <ComparisonPanel key={`comparison of ${intent}`} view={data} />
      </div>
      <HistoryPanel its={changeableOf(data)} />
    </div>
  );
}

function RouteHead({ view }: { readonly view: IntentRoute }) {
  const common = useMessages(commonMessages);
  const m = useMessages(routesMessages);
  const search = new URLSearchParams({ intent: view.intent }).toString();
  return (
    <div className="page-head">
      <div>
        <BackLink to="/routes">{common.routes}</BackLink>
        <div className="row">
          <h1>{view.intent}</h1>
          <ServedBadge served={view.served} />
          <SourceBadge source={view.source} ignored={view.ignored} />
          <GuardBadge view={view} />
        </div>
      </div>
      <div className="row">
        <Link className="button button-plain" to={`/traces?${search}`}>
          <ScrollText aria-hidden="true" />
          {m.traces}
        </Link>
        <Link className="button button-plain" to={`/replays/new?${search}`}>
          <Layers aria-hidden="true" />
          {m.replay}
        </Link>
      </div>
    </div>
  );
}
